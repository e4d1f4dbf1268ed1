import type { CallOutcome } from "../execution/index.ts";
import type { Json } from "../kernel/index.ts";
import { nestedTables, type ResultTable, readRecords, recordsIn } from "../results/index.ts";
import type { KnownTable } from "./planner.ts";

type Answered = Extract<CallOutcome, { kind: "answered" }>;

/** A table of a run with the columns that were found in it. */
export interface RunTable extends KnownTable {
  readonly table: ResultTable;
}

/** The lists that the calls of one run gave, as tables to query. */
export interface RunResults {
  /** Takes an answer in; undefined when it is not a list of records. The same call twice gives the same table. */
  add(answered: Answered): RunTable | undefined;
  /** What a call gave, list or not; undefined for one that gave nothing, or a list that is too large to be held. */
  valueOf(callId: string): Json | undefined;
  tables(): readonly RunTable[];
}

const SMALL_WORDS = /^(v\d+|api|get|list|search|find|all|fetch|query)$/;

/** A table name out of a call's title: `list-orders` and `GET /v1/orders` both give `orders`. */
function tableNameOf(title: string): string {
  const path = /\s(\/\S*)$/.exec(title)?.[1];
  const words = (path ?? title).toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const telling = words.filter((word) => !SMALL_WORDS.test(word) && !/^\d+$/.test(word));
  const name = (path ? telling.slice(-1) : telling).join("_");
  return /^[a-z]/.test(name) ? name : "result";
}

export function createRunResults(): RunResults {
  const tables: RunTable[] = [];
  // Read only when somebody asks; a list is not kept beside its table, which has it as text.
  const values = new Map<string, () => Json>();
  return {
    tables: () => tables,
    valueOf: (callId) => values.get(callId)?.(),
    add(answered) {
      const known = tables.find((table) => table.callId === answered.callId);
      if (known) return known;
      if (!answered.isList) {
        values.set(
          answered.callId,
          once(() => JSON.parse(answered.body) as Json),
        );
        return undefined;
      }
      const records = answered.records ?? recordsIn(answered.body);
      if (!records.rest) values.set(answered.callId, () => [...readRecords(records)]);
      const base = tableNameOf(answered.title);
      const taken = tables.filter(({ name }) => name === base || name.startsWith(`${base}_`)).length;
      const name = taken === 0 ? base : `${base}_${taken + 1}`;
      const source = `${answered.title} of ${answered.integration}`;
      const table: ResultTable = { name, source, records, coverage: answered.coverage };
      const { count: rows, columns } = records;
      const lists = nestedTables(name, columns);
      const added = { name, callId: answered.callId, rows, columns, lists, table };
      tables.push(added);
      return added;
    },
  };
}

function once(read: () => Json): () => Json {
  let kept: { readonly value: Json } | undefined;
  return () => {
    kept ??= { value: read() };
    return kept.value;
  };
}
