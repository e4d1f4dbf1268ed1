import type { Json, JsonObject } from "../../kernel/index.ts";
import { parsePath, type Step } from "./parse-path.ts";
import { pick } from "./pick.ts";
import type { MappedField } from "./response-mapping.ts";

/** `steps` is undefined where the path cannot be read. */
interface Field {
  readonly name: string;
  readonly steps: readonly Step[] | undefined;
}

/**
 * The clean output of an answer. The rule, in words:
 *
 * 1. When all paths are the same up to and including their first `[*]`, the output is a list: one record for each
 *    element there, with the rest of each path picked in that element.
 * 2. Otherwise it is one record, in which a path with `[*]` gives a list.
 *
 * What is missing is `null`. Total, and linear in the size of the answer: no element is looked at more than once a
 * field, and nothing is repeated. A path that cannot be read (it was checked when it was saved) finds nothing.
 */
export function mapFields(body: Json, fields: readonly MappedField[]): Json {
  const parsed = fields.map(fieldOf);
  const list = commonList(parsed);
  if (!list) return recordOf(body, parsed);
  const rest = parsed.map(({ name, steps }) => ({ name, steps: steps?.slice(list.length) }));
  const elements = pick(body, list);
  return Array.isArray(elements) ? elements.map((element) => recordOf(element, rest)) : [];
}

/** What every output of these fields looks like: a record of `any` by name, or a list of one such record. */
export function shapeOfFields(fields: readonly MappedField[]): Json {
  const record = Object.fromEntries(fields.map(({ name }) => [name, "any"]));
  return commonList(fields.map(fieldOf)) ? [record] : record;
}

function fieldOf({ name, path }: MappedField): Field {
  const parsed = parsePath(path);
  return { name, steps: parsed.ok ? parsed.steps : undefined };
}

/** `fromEntries` defines own members, so that one named `__proto__` stays data. */
function recordOf(value: Json, fields: readonly Field[]): JsonObject {
  return Object.fromEntries(fields.map(({ name, steps }) => [name, steps ? pick(value, steps) : null]));
}

/** The steps up to the first `[*]`, when they are the same in every field. */
function commonList([first, ...others]: readonly Field[]): readonly Step[] | undefined {
  const list = first && listPart(first);
  const key = list && JSON.stringify(list);
  return others.every((field) => JSON.stringify(listPart(field)) === key) ? list : undefined;
}

function listPart({ steps }: Field): readonly Step[] | undefined {
  const at = steps?.findIndex(({ kind }) => kind === "each") ?? -1;
  return at < 0 ? undefined : steps?.slice(0, at + 1);
}
