/**
 * A list while it is read: in memory as long as it is not large, and then in parts in the database, so that however
 * large it becomes, some MiB of it are held.
 *
 *     add ──▶ in memory ──(more than HELD_CHARS, or a checkpoint)──▶ parts stored ──▶ … ──▶ end
 */
import type { Queryable } from "../../database/index.ts";
import { type Clock, type JsonObject, newId } from "../../kernel/index.ts";
import {
  createRecordsBuilder,
  partsOfText,
  type Records,
  rowsOfPart,
  textOfParts,
} from "../../results/index.ts";
import { packText, unpackText } from "./packed-body.ts";
import { copyParts, readParts, storePart } from "./parts-store.ts";

/** Where parts are kept. */
export interface KeptIn {
  readonly db: Queryable;
  readonly clock: Clock;
}

export interface KeptList {
  /** `text` is the JSON text of the same rows, where it is known. */
  add(rows: readonly JsonObject[], text?: string): Promise<void>;
  /** Stores all that was added so far. Gives under which id, and in how many parts. */
  store(): Promise<{ readonly keptId: string; readonly parts: number }>;
  /** The list, once all was added. */
  end(): Promise<EndedList>;
}

export interface EndedList {
  /** The JSON text of the list; of one that is kept in parts that of its first records. */
  readonly text: string;
  readonly records: Records;
  /** Under which the parts stand, of a list that is not whole in memory. */
  readonly keptId?: string;
  /** Under which parts stand that are not needed any more, once the list is stored. */
  readonly unneeded?: string;
}

/** A list of more characters is not held: 10⁵ usual records have 20 to 30 million. */
const HELD_CHARS = 32 * 2 ** 20;
/** A part of fewer characters is stored together with those after it. */
const LEAST_STORED_CHARS = 2 ** 19;

/** Begins a list. */
export function beginKeptList(keptIn: KeptIn, heldChars: number = HELD_CHARS): KeptList {
  return openKeptList(keptIn, newId("kept"), heldChars);
}

/**
 * Goes on with a list of which `parts` parts are kept under `keptId`, in a copy of them: who was reading may be alive after
 * all, and add to its own. Undefined where they are not there any more.
 */
export async function resumeKeptList(
  keptIn: KeptIn,
  from: { readonly keptId: string; readonly parts: number },
  heldChars: number = HELD_CHARS,
): Promise<KeptList | undefined> {
  const keptId = newId("kept");
  await copyParts(keptIn.db, { ...from, to: keptId, now: keptIn.clock() });
  const list = openKeptList(keptIn, keptId, heldChars);
  return (await list.takeUp()) === from.parts ? list : undefined;
}

function openKeptList(
  keptIn: KeptIn,
  keptId: string,
  heldChars: number,
): KeptList & { takeUp(): Promise<number> } {
  const builder = createRecordsBuilder();
  /** What is in memory: everything, or the first part and what is still to be stored. */
  let held: string[] = [];
  let heldNow = 0;
  let isWhole = true;
  /** How many of `held` are stored, and how many parts that made. */
  let storedHeld = 0;
  let stored = 0;

  async function storeAll(): Promise<void> {
    for (const text of joined(held.slice(storedHeld))) {
      const content = await packText(text);
      await storePart(keptIn.db, { keptId, seq: stored, content, now: keptIn.clock() });
      stored += 1;
    }
    storedHeld = held.length;
  }

  function letGo(): void {
    isWhole = false;
    held = held.slice(0, 1);
    heldNow = held[0]?.length ?? 0;
    storedHeld = held.length;
  }

  async function hold(parts: readonly string[]): Promise<void> {
    for (const part of parts) heldNow += part.length;
    held.push(...parts);
    const isMuch = heldNow > (isWhole ? heldChars : (held[0]?.length ?? 0) + LEAST_STORED_CHARS);
    if (!isMuch) return;
    await storeAll();
    letGo();
  }

  /** What was read before the cut is looked at once more: its columns are not kept. Gives how many parts there are. */
  async function takeUp(): Promise<number> {
    for await (const content of readParts(keptIn.db, keptId)) {
      const part = await unpackText(content);
      builder.note(rowsOfPart(part));
      if (isWhole || held.length === 0) {
        held.push(part);
        heldNow += part.length;
      }
      stored += 1;
      storedHeld = held.length;
      if (isWhole && heldNow > heldChars) letGo();
    }
    return stored;
  }

  return {
    takeUp,
    async add(rows, text) {
      builder.add(rows, text);
      await hold(builder.take());
    },
    async store() {
      await storeAll();
      return { keptId, parts: stored };
    },
    async end() {
      const list = { count: builder.count(), columns: builder.columns() };
      if (isWhole) {
        const unneeded = stored > 0 ? { unneeded: keptId } : {};
        const text = textOfParts(held);
        // Slices of the text, so that it is not in memory twice.
        held = [];
        return { text, records: { ...list, parts: partsOfText(text) }, ...unneeded };
      }
      await storeAll();
      letGo();
      const text = textOfParts(held);
      return { text, records: keptRecords(keptIn.db, { ...list, keptId, head: text }), keptId };
    },
  };
}

/** A list that is kept in parts, of which `head` is the JSON text of the first. */
export function keptRecords(
  db: Queryable,
  of: Pick<Records, "count" | "columns"> & { readonly keptId: string; readonly head: string },
): Records {
  const { count, columns, keptId, head } = of;
  const first = head.slice(1, -1);
  return { count, columns, parts: [first], rest: () => restOf(db, keptId, first.length) };
}

/** The first stored part begins with what is in memory of it. */
async function* restOf(db: Queryable, keptId: string, known: number): AsyncGenerator<string> {
  let isFirst = true;
  for await (const content of readParts(db, keptId)) {
    const part = await unpackText(content);
    const text = isFirst ? part.slice(known).replace(/^,/, "") : part;
    isFirst = false;
    if (text !== "") yield text;
  }
}

/** Small parts put together. */
function* joined(parts: readonly string[]): Generator<string> {
  let group: string[] = [];
  let chars = 0;
  for (const part of parts) {
    group.push(part);
    chars += part.length;
    if (chars < LEAST_STORED_CHARS) continue;
    yield group.join(",");
    group = [];
    chars = 0;
  }
  if (group.length > 0) yield group.join(",");
}
