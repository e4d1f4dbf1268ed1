import type { ActionDraft } from "../src/actions/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../src/kernel/index.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const IGNORED_HEADERS = ["accept", "content-type", "authorization"];

/** How many parameters and body fields a document describes, and how many of them a call can give a value. */
interface TakenCount {
  readonly taken: number;
  readonly reached: number;
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const objectOf = (value: Json | undefined): JsonObject =>
  isJsonObject(value ?? null) ? (value as JsonObject) : {};

function follow(document: JsonObject, node: Json | undefined): JsonObject {
  let here = objectOf(node);
  for (
    let steps = 0;
    steps < 20 && typeof here["$ref"] === "string" && here["$ref"].startsWith("#/");
    steps++
  ) {
    const keys = here["$ref"]
      .slice(2)
      .split("/")
      .map((key) => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~"));
    here = objectOf(keys.reduce<Json>((value, key) => objectOf(value)[key] ?? null, document));
  }
  return here;
}

function fieldsOf(document: JsonObject, schema: Json | undefined, depth = 0): string[] {
  if (depth > 8) return [];
  const node = follow(document, schema);
  const own = Object.entries(objectOf(node["properties"])).filter(
    ([, field]) => follow(document, field)["readOnly"] !== true,
  );
  const parts = [...listOf(node["allOf"]), ...listOf(node["oneOf"]), ...listOf(node["anyOf"])];
  return [
    ...new Set([
      ...own.map(([name]) => name),
      ...parts.flatMap((part) => fieldsOf(document, part, depth + 1)),
    ]),
  ];
}

function bodyFields(
  document: JsonObject,
  operation: JsonObject,
  parameters: readonly JsonObject[],
): string[] {
  const content = objectOf(follow(document, operation["requestBody"])["content"]);
  const types = Object.keys(content);
  const type =
    types.find((name) => /json|\*\/\*/.test(name)) ??
    types.find((name) => /x-www-form-urlencoded/.test(name)) ??
    types.find((name) => /form-data/.test(name)) ??
    types[0];
  const whole = parameters.find((parameter) => parameter["in"] === "body");
  const schema = whole ? whole["schema"] : type === undefined ? undefined : objectOf(content[type])["schema"];
  const form = parameters
    .filter((parameter) => parameter["in"] === "formData")
    .map((parameter) => String(parameter["name"]));
  return [...form, ...fieldsOf(document, schema)];
}

function keysOfSchemes(document: JsonObject): Set<string> {
  const schemes = objectOf(
    document["securityDefinitions"] ?? objectOf(document["components"])["securitySchemes"],
  );
  const keys = Object.values(schemes).map((scheme) => follow(document, scheme));
  return new Set(
    keys
      .filter((scheme) => /^apikey$/i.test(String(scheme["type"])))
      .map((scheme) => `${scheme["in"]} ${scheme["name"]}`),
  );
}

/** `place name` of everything an operation takes. */
function takenBy(document: JsonObject, pathItem: JsonObject, operation: JsonObject): Set<string> {
  const listed = [...listOf(pathItem["parameters"]), ...listOf(operation["parameters"])];
  const parameters = listed.map((parameter) => follow(document, parameter));
  const keys = keysOfSchemes(document);
  const plain = parameters
    .filter(
      ({ in: place, name }) =>
        ["path", "query", "header", "cookie"].includes(String(place)) && typeof name === "string",
    )
    .filter(
      ({ in: place, name }) => place !== "header" || !IGNORED_HEADERS.includes(String(name).toLowerCase()),
    )
    .map(({ in: place, name }) => `${place} ${name}`)
    .filter((key) => !keys.has(key));
  return new Set([...plain, ...bodyFields(document, operation, parameters).map((name) => `body ${name}`)]);
}

/** `place name` of everything a draft's request has an input for. */
function reachedBy(draft: ActionDraft): Set<string> {
  const inputs = new Set(Object.keys(objectOf(draft.inputSchema["properties"])));
  const isInput = (text: Json) => typeof text === "string" && inputs.has(text.slice(2, -2));
  const { request } = draft;
  const names = [...draft.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name);
  const placeholders = [...request.path.matchAll(/\{\{([^{}]+)\}\}/g)].map(([, name = ""]) => name);
  return new Set([
    ...names
      .filter((_, at) => inputs.has(placeholders[at] ?? ""))
      .map((name) => `path ${name.replace(/^\+|[+*]$/g, "")}`),
    ...[...draft.path.matchAll(/[?&]([^=&]+)=\{([^{}]+)\}/g)]
      .filter(([, query]) => request.query.some(({ name, value }) => name === query && isInput(value)))
      .map(([, , name]) => `path ${name}`),
    ...request.query.filter(({ value }) => isInput(value)).map(({ name }) => `query ${name}`),
    ...request.headers.filter(({ value }) => isInput(value)).map(({ name }) => `header ${name}`),
    ...Object.entries(objectOf(request.body?.tree))
      .filter(([, value]) => isInput(value))
      .map(([name]) => `body ${name}`),
  ]);
}

/** Counts without the importer's code what a document describes, and how much of it the drafts can be given. */
export function countTaken(document: JsonObject, drafts: readonly ActionDraft[]): TakenCount {
  const byOperation = new Map(drafts.map((draft) => [`${draft.method} ${draft.path}`, draft]));
  let taken = 0;
  let reached = 0;
  for (const [path, item] of Object.entries(objectOf(document["paths"]))) {
    const pathItem = follow(document, item);
    for (const method of METHODS.filter((name) => isJsonObject(pathItem[name] ?? null))) {
      const draft = byOperation.get(`${method.toUpperCase()} ${path}`);
      const reachable = draft ? reachedBy(draft) : new Set();
      const wanted = takenBy(document, pathItem, objectOf(pathItem[method]));
      taken += wanted.size;
      reached += [...wanted].filter((key) => reachable.has(key)).length;
      if (process.env["SHOW_LOST"])
        for (const key of wanted) if (!reachable.has(key)) process.stderr.write(`${method} ${path} ${key}\n`);
    }
  }
  return { taken, reached };
}
