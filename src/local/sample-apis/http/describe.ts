import type { Json, JsonObject } from "../../../kernel/index.ts";
import type { ApiParameter } from "./api.ts";

/** Words for writing OpenAPI documents shortly. */
export const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

export function inQuery(name: string, schema: JsonObject, description: string, example?: Json): ApiParameter {
  return {
    name,
    in: "query",
    required: false,
    description,
    schema,
    ...(example === undefined ? {} : { example }),
  };
}

export function inPath(name: string, schema: JsonObject, description: string, example: Json): ApiParameter {
  return { name, in: "path", required: true, description, schema, example };
}

/** For operations that must not happen twice when they are sent twice. */
export const IDEMPOTENCY_KEY: ApiParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Sent again with the same key, the same request gets the first reply and is not performed again.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
  example: "5f0c7a1e-ship-1042",
};

export function jsonContent(schema: JsonObject, example: Json): JsonObject {
  return { "application/json": { schema, example } };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  400: "A parameter or the body is not as described; `errors` names each field.",
  401: "The credential is missing or wrong.",
  404: "There is no such thing.",
  409: "Its present state does not allow this.",
  422: "The Idempotency-Key was used for another request.",
  429: "Too many requests; wait as long as Retry-After says.",
};

/** A successful response and the problems that may come instead; 400, 401 and 429 always may. */
export function responses(
  success: { status: 200 | 201; description: string; schema: JsonObject; example: Json },
  ...problems: readonly (404 | 409 | 422)[]
): JsonObject {
  const { status, description, schema, example } = success;
  const codes = [400, 401, ...problems, 429].map((code) => [code, problemResponse(PROBLEMS[code] ?? "")]);
  return { [status]: { description, content: jsonContent(schema, example) }, ...Object.fromEntries(codes) };
}

function problemResponse(description: string): JsonObject {
  return { description, content: { "application/problem+json": { schema: ref("Problem") } } };
}

/** RFC 9457 problem details. */
export const PROBLEM_SCHEMA: JsonObject = {
  type: "object",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string", examples: ["about:blank"] },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What is wrong, in one sentence." },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["field", "message"],
        properties: { field: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

/** The part of both documents that explains how to make an API fail. */
export const SWITCHES_EXPLAINED = [
  "## Failure switches",
  "",
  "This is a sample: it can be told to fail. From the machine it runs on, `POST /__switches` (not under `/v1`) takes",
  '`{"mode": "401" | "429" | "500" | "slow" | "html" | "huge" | "reset" | "off"}` and, as you like,',
  "`times` (for so many requests, then it is off), `path` (only for paths that begin so), `retryAfterSeconds` (for",
  "429 and 500), `delayMs` (for slow), `method` (such as DELETE, or `write`) and `takesEffect` (the request is performed, only its answer fails).",
  "`GET /__requests` counts the requests so far by method and path, `DELETE /__requests` begins the count anew.",
].join("\n");
