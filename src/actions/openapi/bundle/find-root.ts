import type { JsonObject } from "../../../kernel/index.ts";
import { parseDocument, type RefusedDocument } from "../parse-document.ts";

type FoundRoot =
  | {
      readonly ok: true;
      readonly path: string;
      readonly document: JsonObject;
      readonly notes: readonly string[];
    }
  | RefusedDocument;

const MARK = /^[\s{]*["']?(openapi|swagger)["']?\s*:/m;
const USUAL_NAME = /(^|\/)(openapi|swagger|index|api|main|root|spec)[^/]*$/i;

const depthOf = (path: string) => path.split("/").length;

/**
 * The file of a bundle that the others belong to: one with `openapi` or `swagger` at its top, the least deep first,
 * then the one that is named like a main file, then the first by name.
 */
export function findRoot(files: ReadonlyMap<string, string>): FoundRoot {
  const marked = [...files].filter(([path, text]) => /\.(json|ya?ml)$/i.test(path) && MARK.test(text));
  const paths = marked
    .map(([path]) => path)
    .sort((a, b) => depthOf(a) - depthOf(b) || rank(a) - rank(b) || (a < b ? -1 : 1));
  let fault: RefusedDocument | undefined;
  for (const path of paths) {
    const parsed = parseDocument(files.get(path) ?? "");
    if (!parsed.ok) fault ??= { ...parsed, message: `${path}: ${parsed.message}` };
    else if (parsed.document["openapi"] !== undefined || parsed.document["swagger"] !== undefined) {
      const others = paths.length - 1;
      const note = `the archive holds ${others + 1} files with \`openapi\` or \`swagger\`; ${path} was read as the main one`;
      return { ok: true, path, document: parsed.document, notes: others > 0 ? [note] : [] };
    }
  }
  return fault ?? noRoot();
}

const rank = (path: string) => (USUAL_NAME.test(path) ? 0 : 1);

function noRoot(): RefusedDocument {
  const message =
    "The archive holds no OpenAPI document: no JSON or YAML file in it has `openapi` or `swagger` at its top";
  return { ok: false, reason: "not_an_object", message };
}
