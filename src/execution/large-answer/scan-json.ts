/**
 * One pass over a JSON document of any size. Every list that records may be looked for in is noted, with where its elements
 * stand; the rest is kept as a skeleton: the document with those lists cut to their first elements.
 *
 * What the parts of a list say is looked at when they are parsed, so that a fault within a record shows only then.
 */
import { type Json, type JsonObject, parseJson } from "../../kernel/index.ts";
import { DEEPEST_LIST } from "../../results/index.ts";
import { type ByteCursor, type ByteRange, createByteCursor } from "./byte-cursor.ts";
import { createListNotes, type FoundList } from "./list-notes.ts";
import { NotJson } from "./not-json.ts";
import type { Reading } from "./reading.ts";

export interface ScannedJson {
  readonly skeleton: Json;
  /** By the arrays of the skeleton. */
  readonly lists: ReadonlyMap<readonly Json[], FoundList>;
}

/** Says that a document is more than its lists. */
export class TooMuchBesideLists extends Error {
  constructor() {
    super("too much beside the lists");
    this.name = "TooMuchBesideLists";
  }
}

const MOST_OF_SKELETON = 16 * 1024 * 1024;
/** What a member costs in memory beside its text. */
const PER_MEMBER = 64;
const KEPT_ELEMENTS = 50;
/** Of the elements that are kept: of one list, and of all. */
const MOST_OF_LIST = 64 * 1024;
const MOST_OF_LISTS = 1024 * 1024;
/** `"node"` with every letter escaped. */
const LONGEST_NODE_NAME = 26;
const [QUOTE, COMMA, COLON] = [34, 44, 58];
const [LIST_OPENS, LIST_CLOSES, OBJECT_OPENS, OBJECT_CLOSES] = [91, 93, 123, 125];

interface Scan {
  readonly cursor: ByteCursor;
  readonly lists: Map<readonly Json[], FoundList>;
  /** The value of the bytes there, which becomes a part of the skeleton. */
  valueAt(range: ByteRange): Promise<Json>;
  /** Whether there is room for an element of a list. */
  keeps(range: ByteRange): boolean;
}

/**
 * Scans a file. Known secrets are taken out of what the skeleton is made of before it is parsed.
 *
 * @throws NotJson, or TooMuchBesideLists where the skeleton would be larger than 16 MiB
 */
export async function scanJson(reading: Reading): Promise<ScannedJson> {
  const cursor = createByteCursor(reading);
  let left = MOST_OF_SKELETON;
  let leftForElements = MOST_OF_LISTS;
  const scan: Scan = {
    cursor,
    lists: new Map(),
    async valueAt(range) {
      left -= range.end - range.start + PER_MEMBER;
      if (left < 0) throw new TooMuchBesideLists();
      return parsed(reading.clean(await cursor.textOf(range)));
    },
    keeps({ start, end }) {
      if (end - start > leftForElements) return false;
      leftForElements -= end - start;
      return true;
    },
  };
  const skeleton = await valueHere(scan, { depth: 0, isEdges: false });
  if ((await cursor.peek()) !== undefined) throw new NotJson();
  return { skeleton, lists: scan.lists };
}

/** `depth` is how many objects it stands in. */
async function valueHere(scan: Scan, { depth, isEdges }: { depth: number; isEdges: boolean }): Promise<Json> {
  const { cursor } = scan;
  const byte = await cursor.peek();
  if (byte === OBJECT_OPENS && depth <= DEEPEST_LIST) return objectHere(scan, depth);
  if (byte === LIST_OPENS && depth <= DEEPEST_LIST + 1) return listHere(scan, isEdges);
  if (depth === 0 && byte !== QUOTE) throw new NotJson();
  return scan.valueAt(await skipped(cursor));
}

async function objectHere(scan: Scan, depth: number): Promise<JsonObject> {
  const { cursor, valueAt } = scan;
  const object: JsonObject = {};
  for await (const range of namesHere(cursor)) {
    const name = await valueAt(range);
    if (typeof name !== "string") throw new NotJson();
    // As `JSON.parse` does, to which no name is special.
    Object.defineProperty(object, name, {
      value: await valueHere(scan, { depth: depth + 1, isEdges: name === "edges" }),
      ...{ enumerable: true, configurable: true, writable: true },
    });
  }
  return object;
}

/** Where the names of the object at the cursor stand. With each, the cursor is at its value; whoever asks on has gone past that. */
async function* namesHere(cursor: ByteCursor): AsyncGenerator<ByteRange> {
  cursor.step();
  if ((await cursor.peek()) === OBJECT_CLOSES) return cursor.step();
  for (;;) {
    if ((await cursor.peek()) !== QUOTE) throw new NotJson();
    const name = await skipped(cursor);
    if ((await cursor.peek()) !== COLON) throw new NotJson();
    cursor.step();
    yield name;
    const byte = await cursor.peek();
    if (byte !== COMMA && byte !== OBJECT_CLOSES) throw new NotJson();
    cursor.step();
    if (byte === OBJECT_CLOSES) return;
  }
}

async function listHere(scan: Scan, isEdges: boolean): Promise<Json[]> {
  const { cursor, lists } = scan;
  const notes = createListNotes();
  const kept: Json[] = [];
  const listStart = cursor.offset();
  cursor.step();
  let byte = await cursor.peek();
  if (byte === LIST_CLOSES) cursor.step();
  // Lists may have millions of elements: nothing is waited for that is there.
  while (byte !== LIST_CLOSES) {
    byte = cursor.peekNow() ?? (await cursor.peek());
    if (byte === undefined || byte === COMMA || byte === LIST_CLOSES) throw new NotJson();
    const start = cursor.offset();
    const isObject = byte === OBJECT_OPENS;
    let isEdge = false;
    if (isEdges && isObject) isEdge = await edgeHere(cursor);
    else if (!cursor.skipValueNow()) await cursor.skipRest();
    const range = { start, end: cursor.offset() };
    notes.add(range, { isObject, isEdge });
    const isAtBeginning = kept.length < KEPT_ELEMENTS && range.end - listStart < MOST_OF_LIST;
    if (isAtBeginning && scan.keeps(range)) kept.push(await scan.valueAt(range));
    byte = cursor.peekNow() ?? (await cursor.peek());
    if (byte !== COMMA && byte !== LIST_CLOSES) throw new NotJson();
    cursor.step();
  }
  lists.set(kept, notes.found());
  return kept;
}

/** Goes past the object at the cursor, and tells whether it has a member `node`. */
async function edgeHere(cursor: ByteCursor): Promise<boolean> {
  let hasNode = false;
  for await (const range of namesHere(cursor)) {
    const mayBe = range.end - range.start <= LONGEST_NODE_NAME;
    hasNode ||= mayBe && parsed(await cursor.textOf(range)) === "node";
    await cursor.peek();
    await cursor.skipValue();
  }
  return hasNode;
}

async function skipped(cursor: ByteCursor): Promise<ByteRange> {
  const start = cursor.offset();
  await cursor.skipValue();
  return { start, end: cursor.offset() };
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw new NotJson();
  }
}
