import type { RequestTemplate } from "../../egress/index.ts";
import type { Json, JsonObject } from "../../kernel/index.ts";
import { createInputNames } from "./input-names.ts";
import { shapeOf } from "./object-shape.ts";
import { type ReadPath, templatePath } from "./paths.ts";
import { type Body, isFileField } from "./read-body.ts";
import type { Parameter } from "./read-parameters.ts";
import { resolveNode } from "./resolve-ref.ts";
import { createSchemaConverter, type SchemaConverter } from "./schema-converter.ts";

/** Everything an operation takes, before it is one list of inputs and one request. */
export interface Taken {
  readonly method: string;
  readonly path: Extract<ReadPath, { ok: true }>;
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
}

interface ReadInputs {
  readonly inputSchema: JsonObject;
  readonly request: RequestTemplate;
  readonly inputOf: (parameter: Parameter) => string;
  readonly warnings: readonly string[];
}

type PlaceholderKind = RequestTemplate["placeholders"][string];

interface Input {
  readonly name: string;
  readonly schema: JsonObject;
  readonly required: boolean;
  readonly kind: PlaceholderKind;
}

const PLACES = ["path", "query", "header"] as const;
const marked = (name: string) => `{{${name}}}`;

/** Turns what an operation takes into one flat object of inputs and the request they go into. */
export function readInputs(document: JsonObject, taken: Taken): ReadInputs {
  const converter = createSchemaConverter(document);
  const nameFor = createInputNames();
  const parameters = placeParameters(taken);
  const ordered = PLACES.flatMap((place) => parameters.filter((parameter) => parameter.place === place));
  const inputOf = new Map(ordered.map((parameter) => [parameter, nameFor(parameter.name, parameter.place)]));
  const deep = new Set(taken.path.parameters.filter(({ isDeep }) => isDeep).map(({ name }) => name));
  const named = (parameter: Parameter) => inputOf.get(parameter) ?? parameter.name;
  const ofParameters = ordered.map((parameter) =>
    inputOfParameter(converter, parameter, named(parameter), deep),
  );
  const ofBody = taken.body ? readBodyInputs(document, converter, taken.body, nameFor) : undefined;
  const inputs = [...ofParameters, ...(ofBody?.inputs ?? [])];
  const { definitions, warnings } = converter.finish();
  return {
    inputSchema: objectSchema(inputs, definitions),
    request: requestOf(taken, ordered, named, { inputs, ...(ofBody ? { body: ofBody.template } : {}) }),
    inputOf: named,
    warnings,
  };
}

/**
 * The parameters at the places where the path key has them: one that stands in the key's query is a query parameter,
 * whatever it is declared as, one that does not stand in the key at all is left out, and placeholders that nobody
 * described are plain text.
 */
function placeParameters({ path, parameters }: Taken): Parameter[] {
  const inQuery = new Map(path.query.map((pair) => [pair.parameter, pair.name]));
  const moved = parameters.map((parameter) => {
    const name = parameter.place === "path" ? inQuery.get(parameter.name) : undefined;
    return name === undefined ? parameter : { ...parameter, name, place: "query" as const };
  });
  const inPath = new Set(path.parameters.map(({ name }) => name));
  const declared = moved.filter(({ place, name }) => place !== "path" || inPath.has(name));
  const isDeclared = (place: Parameter["place"], name: string) =>
    declared.some((parameter) => parameter.place === place && parameter.name === name);
  return [
    ...[...inPath].filter((name) => !isDeclared("path", name)).map((name) => undeclared(name, "path")),
    ...declared,
    ...[...inQuery].flatMap(([filler, name]) =>
      filler && !isDeclared("query", name) ? [undeclared(name, "query")] : [],
    ),
  ];
}

function undeclared(name: string, place: "path" | "query"): Parameter {
  return { name, place, required: true, description: "", schema: { type: "string" }, isJsonText: false };
}

function inputOfParameter(
  converter: SchemaConverter,
  parameter: Parameter,
  name: string,
  deep: ReadonlySet<string>,
): Input {
  const isDeep = parameter.place === "path" && deep.has(parameter.name);
  const inPath = isDeep ? "path" : (parameter.slashes ?? "segment");
  return {
    name,
    required: parameter.required,
    schema: described(converter, parameter.schema, parameter.description),
    kind: parameter.place === "path" ? inPath : parameter.isJsonText ? "json" : "text",
  };
}

/** The converted schema as a part of `allOf` where it needs a description of its own. */
function described(converter: SchemaConverter, schema: Json, description: string): JsonObject {
  const words = description.slice(0, 300);
  const isPlain = typeof schema === "object" && schema !== null && !Array.isArray(schema);
  return converter.convert(isPlain && words ? { ...schema, description: words } : schema);
}

interface BodyInputs {
  readonly inputs: readonly Input[];
  readonly template: NonNullable<RequestTemplate["body"]>;
}

/** The members of an object body become inputs of their own; any other body is one input. */
function readBodyInputs(
  document: JsonObject,
  converter: SchemaConverter,
  body: Body,
  nameFor: ReturnType<typeof createInputNames>,
): BodyInputs {
  const shape = shapeOf(document, body.schema);
  const members = [...shape.properties].filter(
    ([, schema]) => resolveNode(document, schema)?.["readOnly"] !== true,
  );
  if (members.length === 0) return wholeBody(converter, body, nameFor("body", "body"));
  const named = members.map(([member, schema]) => ({ member, schema, name: nameFor(member, "body") }));
  const files = filesAmong(document, body, members);
  const inputs = named.map(({ member, schema, name }) => ({
    name,
    schema: files.includes(member)
      ? described(converter, schema, fileWords(document, schema))
      : converter.convert(schema),
    required: body.required && shape.required.has(member),
    kind: "json" as const,
  }));
  const tree = Object.fromEntries(named.map(({ member, name }) => [member, marked(name)]));
  const template = { contentType: body.contentType, tree, ...(files.length > 0 ? { files } : {}) };
  return { inputs, template };
}

function filesAmong(
  document: JsonObject,
  body: Body,
  members: readonly (readonly [string, Json])[],
): string[] {
  if (body.contentType !== "multipart/form-data") return [];
  const files = members.filter(([, schema]) => isFileField(resolveNode(document, schema)));
  return files.map(([member]) => member);
}

function fileWords(document: JsonObject, schema: Json): string {
  const words = resolveNode(document, schema)?.["description"];
  return `The content of the file, as text.${typeof words === "string" ? ` ${words}` : ""}`;
}

function wholeBody(converter: SchemaConverter, body: Body, name: string): BodyInputs {
  const schema = described(converter, body.schema, body.description);
  return {
    inputs: [{ name, schema, required: body.required, kind: "json" }],
    template: { contentType: body.contentType, tree: marked(name) },
  };
}

function objectSchema(inputs: readonly Input[], definitions: JsonObject): JsonObject {
  const required = inputs.filter((input) => input.required).map((input) => input.name);
  return {
    type: "object",
    properties: Object.fromEntries(inputs.map((input) => [input.name, input.schema])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(Object.keys(definitions).length > 0 ? { $defs: definitions } : {}),
  };
}

function requestOf(
  taken: Taken,
  parameters: readonly Parameter[],
  named: (parameter: Parameter) => string,
  rest: { readonly inputs: readonly Input[]; readonly body?: BodyInputs["template"] },
): RequestTemplate {
  const at = (place: Parameter["place"]) => parameters.filter((parameter) => parameter.place === place);
  const inPath = new Map(at("path").map((parameter) => [parameter.name, named(parameter)]));
  const query = at("query").map((parameter) => ({
    name: parameter.name,
    value: marked(named(parameter)),
    ...(parameter.style ? { style: parameter.style } : {}),
  }));
  return {
    method: taken.method,
    path: templatePath(taken.path.segments, (name) => inPath.get(name) ?? name),
    query: [...taken.path.query.filter(({ parameter }) => parameter === undefined), ...query],
    headers: at("header").map((parameter) => ({ name: parameter.name, value: marked(named(parameter)) })),
    ...(rest.body ? { body: rest.body } : {}),
    placeholders: Object.fromEntries(rest.inputs.map((input) => [input.name, input.kind])),
  };
}
