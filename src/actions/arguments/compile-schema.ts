import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonObject } from "../../kernel/index.ts";
import { LINEAR_REGEXP } from "./linear-regexp.ts";

/**
 * A validator for a JSON Schema 2020-12. Each has an Ajv of its own, because one that is shared keeps every schema
 * it ever compiled.
 *
 * @throws Error when the schema is malformed
 */
export function compileSchema(schema: JsonObject): ValidateFunction {
  const ajv = new Ajv2020({
    strict: false,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    allErrors: true,
    verbose: true,
    inlineRefs: false,
    logger: false,
    code: { regExp: LINEAR_REGEXP },
  });
  addFormats.default(ajv);
  return ajv.compile(schema);
}
