import { type Json, type JsonObject, parseJson } from "../../kernel/index.ts";
import { chooseList, rowOf } from "../../results/index.ts";
import type { ByteRange } from "./byte-cursor.ts";
import type { FoundRecords, Told } from "./large-answer.ts";
import { LargeAnswerError } from "./large-answer-error.ts";
import { LONGEST_RECORD } from "./limits.ts";
import { NestedTooDeeply, NotJson } from "./not-json.ts";
import type { Reading } from "./reading.ts";
import { scanJson, TooMuchBesideLists } from "./scan-json.ts";
import { toldDamaged, toldLongRecord, toldNestedTooDeeply, toldNoList } from "./words.ts";

/** The records of a JSON document, or why they cannot be had; undefined where it is no JSON document. */
export async function jsonRecords(reading: Reading): Promise<FoundRecords | Told | undefined> {
  const { file, clean, of } = reading;
  try {
    const { skeleton, lists } = await scanJson(reading);
    const traitsOf = (list: readonly Json[]) => {
      const found = lists.get(list);
      if (!found) throw new Error("a list of the skeleton was not noted");
      return found;
    };
    const chosen = chooseList(skeleton, traitsOf);
    if (!chosen) return toldNoList(of, file.bytes);
    const { list, path, isOfNodes } = chosen;
    const { parts, last, longest, length } = traitsOf(list);
    if (longest > LONGEST_RECORD) return toldLongRecord(of);
    list.length = 0;
    const rowsAt = async ({ start, end }: ByteRange) => {
      const text = (await file.read(start, end - start)).toString("utf8");
      return parsedList(clean(text)).map((element) => rowOf(element, isOfNodes));
    };
    const lastRow = last && (await rowsAt(last))[0];
    return { envelope: skeleton, path, rows: length, last: lastRow, batches };

    async function* batches(): AsyncGenerator<{ rows: JsonObject[] }> {
      for (const part of parts) {
        reading.signal?.throwIfAborted();
        try {
          yield { rows: await rowsAt(part) };
        } catch (error) {
          throw error instanceof NotJson ? new LargeAnswerError(toldDamaged(of, file.bytes)) : error;
        }
      }
    }
  } catch (error) {
    if (error instanceof TooMuchBesideLists) return toldNoList(of, file.bytes);
    if (error instanceof NestedTooDeeply) return toldNestedTooDeeply(of);
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

function parsedList(elements: string): Json[] {
  try {
    return parseJson(`[${elements}]`) as Json[];
  } catch {
    throw new NotJson();
  }
}
