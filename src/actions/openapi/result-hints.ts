import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import type { PagingHints, ResultHints } from "../action.ts";
import { shapeOf } from "./object-shape.ts";
import type { Parameter } from "./read-parameters.ts";
import { resolveNode } from "./resolve-ref.ts";
import { responseShape } from "./response-shape.ts";

interface ReadResult {
  readonly hints?: ResultHints;
  readonly warnings: readonly string[];
}

const SUCCESS = ["200", "201", "202", "203", "206", "2XX", "2xx", "default"];
const LIST_NAMES = ["data", "items", "results", "records", "values", "value", "entries", "list", "rows"];
const DATE_NAME =
  /(^|_)(date|time|timestamp|created|updated|since|until)($|_)|_at$|_on$|[a-z](At|Date|Time|On)$/;
const MONEY_NAME = /(amount|price|total|cost|revenue|balance|fee|tax|subtotal|discount|refund|salary)/i;
const NUMERIC = new Set(["number", "integer", "string"]);
const MOST_NAMES = 20;

/** What the success response tells about its records. Only its first two levels are read. */
export function readResult(document: JsonObject, operation: JsonObject): ReadResult {
  const schema = successSchema(document, operation);
  if (schema === undefined) return { warnings: [] };
  const top = resolveNode(document, schema);
  if (!top)
    return { warnings: [`the response refers to ${refOf(schema)}, which leads nowhere in this document`] };
  const { recordsAt, item } = findRecords(document, top);
  const fields = [...shapeOf(document, item).properties].map(([name, field]) => ({
    name,
    field: resolveNode(document, field),
  }));
  const dates = fields.filter(({ name, field }) => isDate(name, field)).map(({ name }) => name);
  const money = fields
    .filter(({ name, field }) => isMoney(name, field) && !dates.includes(name))
    .map(({ name }) => name);
  const shape = responseShape(document, schema);
  if (typeof shape === "string") return { warnings: [] };
  const hints = {
    shape,
    dates: dates.slice(0, MOST_NAMES),
    money: money.slice(0, MOST_NAMES),
    ...(recordsAt === undefined ? {} : { recordsAt }),
  };
  return { hints, warnings: [] };
}

function successSchema(document: JsonObject, operation: JsonObject): Json | undefined {
  const { responses } = operation;
  if (!isJsonObject(responses)) return undefined;
  const status = SUCCESS.find((candidate) => Object.hasOwn(responses, candidate));
  const response = resolveNode(document, status === undefined ? undefined : responses[status]);
  if (!response) return undefined;
  const content = isJsonObject(response["content"]) ? response["content"] : {};
  const mediaType = Object.keys(content).find((type) => /json|\*\/\*/.test(type));
  const media = mediaType === undefined ? undefined : content[mediaType];
  return response["schema"] ?? (isJsonObject(media) ? media["schema"] : undefined);
}

function refOf(schema: Json): string {
  return isJsonObject(schema) ? String(schema["$ref"]).slice(0, 120) : "something that is no schema";
}

function findRecords(document: JsonObject, top: JsonObject): { recordsAt?: string; item: Json } {
  if (top["type"] === "array") return { item: top["items"] ?? {} };
  const lists = [...shapeOf(document, top).properties].flatMap(([name, schema]) => {
    const list = resolveNode(document, schema);
    return list?.["type"] === "array" ? [{ name, item: list["items"] ?? {} }] : [];
  });
  const named = LIST_NAMES.map((name) => lists.find((list) => list.name === name)).find(
    (list) => list !== undefined,
  );
  const chosen = named ?? (lists.length === 1 ? lists[0] : undefined);
  return chosen ? { recordsAt: chosen.name, item: chosen.item } : { item: top };
}

function isDate(name: string, field: JsonObject | undefined): boolean {
  const format = field?.["format"];
  if (format === "date" || format === "date-time" || format === "unix-time") return true;
  return DATE_NAME.test(name) && NUMERIC.has(String(field?.["type"]));
}

function isMoney(name: string, field: JsonObject | undefined): boolean {
  return MONEY_NAME.test(name) && NUMERIC.has(String(field?.["type"]));
}

const PAGE = /^(page|page_?number|page_?no|p)$/i;
const OFFSET = /^(offset|skip|start|start_?at|from_row)$/i;
const CURSOR =
  /^(cursor|page_?token|next_?token|next_?cursor|after|starting_after|start_cursor|continuation_?token|next_page_token)$/i;
const SIZE = /^(limit|per_?page|page_?size|\$?top|first|max_?results|count|size)$/i;

/** Which of the query parameters turn pages. `inputOf` gives a parameter's name among the inputs. */
export function readPaging(
  document: JsonObject,
  parameters: readonly Parameter[],
  inputOf: (parameter: Parameter) => string,
): PagingHints | undefined {
  const find = (name: RegExp) =>
    parameters.find((parameter) => parameter.place === "query" && name.test(parameter.name));
  const [page, offset, cursor, size] = [find(PAGE), find(OFFSET), find(CURSOR), find(SIZE)];
  if (!page && !offset && !cursor) return undefined;
  const maximum = size && resolveNode(document, size.schema)?.["maximum"];
  return {
    ...(page ? { page: inputOf(page) } : {}),
    ...(offset ? { offset: inputOf(offset) } : {}),
    ...(cursor ? { cursor: inputOf(cursor) } : {}),
    ...(size ? { size: { name: inputOf(size), ...(typeof maximum === "number" ? { maximum } : {}) } } : {}),
  };
}
