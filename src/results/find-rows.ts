import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";

/** The records of an answer and where they stood, or the bare value when there are none (a text, a number). */
export type FoundRows =
  | {
      readonly rows: JsonObject[];
      readonly path: string;
      /** False when `rows` is one record that the answer is, or wraps. */
      readonly isList: boolean;
    }
  | { readonly value: Json };

/** Members that hold the payload wherever they appear, the likeliest first. */
const PAYLOAD_NAMES = ["data", "results", "records", "rows", "hits", "value", "values", "nodes", "_embedded"];

/** Payload names that mean the payload even beside an `id` (which is then the request's). */
const SURE_PAYLOAD_NAMES = ["data", "results", "records"];

/** Members that are about the answer, not of it. */
const ABOUT_NAMES =
  /^(errors?|warnings?|_?links?|_?meta(data)?|included|paging|pagination|page|page_?info|messages?|response_metadata|extensions|headers|facets|aggregations|schema|request)$/i;

/** Members that make an object a record of its own, so that lists inside it are its parts. */
const IDENTITY_NAMES = /^(_?id|uuid|guid|number|sku|slug|key|name|email|title|created(_at|At)?)$/;

/** How deep lists are looked for: `{orders:[…]}` is depth 0, `{data:{orders:[…]}}` 1, `{data:{shop:{orders:{edges:[…]}}}}` 3. */
export const DEEPEST_LIST = 3;

/** What is known of a list among which one is chosen. */
export interface ListTraits {
  readonly length: number;
  readonly areObjects: boolean;
  /** Whether each is an object with a member `node`. */
  readonly areEdges: boolean;
}

/** The list of records in an answer, and where it stood. */
export interface ChosenList {
  /** The very array of the answer. */
  readonly list: Json[];
  readonly path: string;
  /** Whether the records are the `node` of its elements. */
  readonly isOfNodes: boolean;
}

/**
 * Finds the list of records in an API answer. The rule, in order:
 *
 * 1. A top-level array is the list. Elements that are not objects become rows `{value}`.
 * 2. In an object, a GraphQL connection (`edges[].node`) is the list.
 * 3. Else a member with a payload name (`data`, `results`, `rows`…) that is an array; beside an `id` or a `name`
 *    only `data`, `results` and `records`.
 * 4. Else, unless the object is itself a record (it has an `id`, a `name`…), its longest array of objects, then
 *    its only array of scalars. Members about the answer (`errors`, `links`, `meta`, `paging`…) never count.
 * 5. Else the same inside its member objects, payload names first, at most three levels down.
 * 6. Else the object is one record and gives one row; a wrapper with a single object in it (`{data:{…}}`,
 *    `{order:{…}}`) is taken off first.
 *
 * `path` tells where the list stood: `$`, `data.orders`, `data.orders.edges[].node`. A bare scalar gives `{value}`.
 */
export function findRows(body: Json): FoundRows {
  const chosen = chooseList(body);
  if (chosen) {
    const { list, path, isOfNodes } = chosen;
    return { rows: list.map((element) => rowOf(element, isOfNodes)), path, isList: true };
  }
  if (!isJsonObject(body)) return { value: body };
  const { record, path } = unwrapRecord(body, []);
  return { rows: [record], path: pathText(path), isList: false };
}

/**
 * The list that `findRows` finds the records in; undefined where there is none. `traitsOf` tells of each array what it is,
 * so that the document may be one whose arrays were cut short.
 */
export function chooseList(body: Json, traitsOf = traitsAtHand): ChosenList | undefined {
  if (Array.isArray(body)) return { list: body, path: "$", isOfNodes: false };
  return isJsonObject(body) ? findList(body, [], { depth: 0, traitsOf }) : undefined;
}

/** A list's element as a row. */
export function rowOf(element: Json, isOfNodes: boolean): JsonObject {
  const record = isOfNodes && isJsonObject(element) ? (element["node"] ?? null) : element;
  return isJsonObject(record) ? record : { value: record };
}

type TraitsOf = (list: readonly Json[]) => ListTraits;

function traitsAtHand(list: readonly Json[]): ListTraits {
  return {
    length: list.length,
    get areObjects() {
      return list.every(isJsonObject);
    },
    get areEdges() {
      return list.every((edge) => isJsonObject(edge) && "node" in edge);
    },
  };
}

function findList(
  object: JsonObject,
  path: readonly string[],
  { depth, traitsOf }: { depth: number; traitsOf: TraitsOf },
): ChosenList | undefined {
  const here = listOf(object, path, traitsOf);
  if (here !== undefined || isRecord(object) || depth === DEEPEST_LIST) return here;
  for (const [name, member] of payloadFirst(object)) {
    if (!isJsonObject(member) || ABOUT_NAMES.test(name)) continue;
    const found = findList(member, [...path, name], { depth: depth + 1, traitsOf });
    if (found !== undefined) return found;
  }
  return undefined;
}

function listOf(object: JsonObject, path: readonly string[], traitsOf: TraitsOf): ChosenList | undefined {
  const edges = object["edges"];
  if (Array.isArray(edges) && traitsOf(edges).areEdges) {
    return { list: edges, path: `${pathText([...path, "edges"])}[].node`, isOfNodes: true };
  }
  const payloadNames = isRecord(object) ? SURE_PAYLOAD_NAMES : PAYLOAD_NAMES;
  const name =
    payloadNames.find((payload) => Array.isArray(object[payload])) ?? ownListName(object, traitsOf);
  const list = name === undefined ? undefined : object[name];
  if (name === undefined || !Array.isArray(list)) return undefined;
  return { list, path: pathText([...path, name]), isOfNodes: false };
}

function ownListName(object: JsonObject, traitsOf: TraitsOf): string | undefined {
  if (isRecord(object)) return undefined;
  const lists = Object.entries(object).flatMap(([name, member]) =>
    Array.isArray(member) && !ABOUT_NAMES.test(name) ? [{ name, traits: traitsOf(member) }] : [],
  );
  const ofObjects = lists.filter(({ traits }) => traits.areObjects);
  ofObjects.sort((a, b) => b.traits.length - a.traits.length);
  return ofObjects[0]?.name ?? (lists.length === 1 ? lists[0]?.name : undefined);
}

function unwrapRecord(
  object: JsonObject,
  path: readonly string[],
): { record: JsonObject; path: readonly string[] } {
  const members = Object.entries(object).filter(([name]) => !ABOUT_NAMES.test(name));
  const [only] = members;
  if (members.length !== 1 || only === undefined || !isJsonObject(only[1])) return { record: object, path };
  return unwrapRecord(only[1], [...path, only[0]]);
}

function isRecord(object: JsonObject): boolean {
  return Object.entries(object).some(([name, member]) => IDENTITY_NAMES.test(name) && isScalar(member));
}

function isScalar(value: Json): boolean {
  return value !== null && typeof value !== "object";
}

function payloadFirst(object: JsonObject): [string, Json][] {
  const rank = (name: string) => (PAYLOAD_NAMES.includes(name) ? PAYLOAD_NAMES.indexOf(name) : Infinity);
  return Object.entries(object).sort(([a], [b]) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

function pathText(path: readonly string[]): string {
  return path.length === 0 ? "$" : path.join(".");
}
