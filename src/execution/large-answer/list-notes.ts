import type { ListTraits } from "../../results/index.ts";
import type { ByteRange } from "./byte-cursor.ts";
import { ROWS_PER_BATCH } from "./limits.ts";

/** Elements of a list that stand one after the other. */
export interface ListPart extends ByteRange {
  readonly count: number;
}

/** A list of a document. */
export interface FoundList extends ListTraits {
  readonly parts: readonly ListPart[];
  readonly last: ByteRange | undefined;
  /** Bytes of its longest element. */
  readonly longest: number;
}

/** Notes a list while its elements go by. */
export interface ListNotes {
  add(range: ByteRange, is: { readonly isObject: boolean; readonly isEdge: boolean }): void;
  found(): FoundList;
}

const BYTES_PER_PART = 1024 * 1024;

/** Notes of a list without elements yet. A part is some thousand of them, or a MiB. */
export function createListNotes(): ListNotes {
  const parts: ListPart[] = [];
  let [start, end, count] = [0, 0, 0];
  let [length, longest] = [0, 0];
  let [areObjects, areEdges] = [true, true];
  let last: ByteRange | undefined;

  function endPart(): void {
    if (count > 0) parts.push({ start, end, count });
    count = 0;
  }

  return {
    add(range, { isObject, isEdge }) {
      if (count === ROWS_PER_BATCH || range.end - start > BYTES_PER_PART) endPart();
      if (count === 0) start = range.start;
      end = range.end;
      count += 1;
      length += 1;
      longest = Math.max(longest, range.end - range.start);
      areObjects &&= isObject;
      areEdges &&= isEdge;
      last = range;
    },
    found() {
      endPart();
      return { length, areObjects, areEdges, parts, last, longest };
    },
  };
}
