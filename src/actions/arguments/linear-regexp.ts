import type { RegExpEngine } from "ajv/dist/types/index.js";
import { RE2JS } from "re2js";

const anything = { test: () => true };

/**
 * The regex engine of `pattern` and `patternProperties`: RE2, whose time grows with the text and never with the
 * pattern's backtracking. A pattern it does not know (look-around, back-references) checks nothing: the API will.
 */
function linearRegExp(pattern: string): { test: (text: string) => boolean } {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return anything;
  }
}

export const LINEAR_REGEXP: RegExpEngine = Object.assign(linearRegExp, { code: "linearRegExp" });
