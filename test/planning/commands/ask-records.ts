import type { ResultHints } from "../../../src/actions/action.ts";
import type { JsonObject } from "../../../src/kernel/index.ts";
import {
  createCommandPlanner,
  createRunResults,
  type Proposal,
  type RunView,
  type Step,
} from "../../../src/planning/index.ts";
import { queryResults } from "../../../src/planning/query-results.ts";
import type { ToolContext } from "../../../src/planning/tool-context.ts";
import { recordsOf, type SqlEngine } from "../../../src/results/index.ts";
import { action, NOON } from "../../support/team.ts";
import { catalogueWith, integrationOf, viewOf } from "./fixtures.ts";

/** What the commands make of records that were read: the words, and the rows that were shown beside them. */
export interface Told {
  readonly text: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly unknown[])[];
}

/** Asks over records as if `GET /<name>` had given them, in the real engine. */
export async function askRecords(
  sql: SqlEngine,
  {
    name,
    records,
    text,
    isPartial,
    described,
  }: { name: string; records: JsonObject[]; text: string; isPartial?: boolean; described?: ResultHints },
): Promise<Told> {
  const results = createRunResults();
  const coverage = {
    ...{ rows: records.length, pages: 1, complete: !isPartial, asOf: NOON.toISOString() },
    ...(isPartial ? { why: "page budget reached" } : {}),
  };
  const table = results.add({
    ...{ kind: "answered", callId: "c", ok: true, status: 200, title: `GET /${name}`, integration: "Shop" },
    ...{ body: JSON.stringify(records), records: recordsOf(records), coverage, isList: true },
  } as unknown as Parameters<typeof results.add>[0]);
  if (!table) throw new Error("no table");
  const asked = `our Shop: GET /${name}. ${text}`;
  const list = { ...action("list-records", "GET", `/${name}`), ...(described ? { results: described } : {}) };
  const catalogue = catalogueWith([{ integration: integrationOf("Shop"), actions: [list] }]);
  const planner = createCommandPlanner();
  const next = (steps: Step[]) =>
    planner.next(viewOf(asked, catalogue, { steps, tables: results.tables() } satisfies Partial<RunView>), {
      signal: new AbortController().signal,
    });
  const given = JSON.stringify({ integration: "shop", method: "GET", path: `/${name}` });
  const read: Step[] = [
    decided([{ id: "call_http", name: "call_http", arguments: given }]),
    tool("call_http", "GET answered 200", { callId: "c", table: table.name }),
  ];
  const proposal = await next(read);
  const query = proposal.kind === "act" ? proposal.toolCalls[0] : undefined;
  if (!query) return { text: textOf(proposal) };
  const context = {
    results,
    timeZone: "UTC",
    signal: new AbortController().signal,
  } as unknown as ToolContext;
  const files = { holds: () => true, share: async () => ({ ok: true as const }) };
  const outcome = await queryResults({ sql, files }, JSON.parse(query.arguments), context);
  if (outcome.kind !== "done" || !outcome.ok) throw new Error(JSON.stringify({ query, outcome }));
  const shown = outcome.effect.shown;
  const last = await next([
    ...read,
    decided([query]),
    tool("query_results", outcome.content, outcome.effect),
  ]);
  return { text: textOf(last), ...(shown ? { columns: shown.columns, rows: shown.rows } : {}) };
}

const textOf = (proposal: Proposal) => (proposal.kind === "act" ? proposal.text : proposal.kind);

const decided = (toolCalls: { id: string; name: string; arguments: string }[]): Step => ({
  ...{ kind: "assistant", by: "commands", text: "", toolCalls },
  ...{ promptTokens: 0, completionTokens: 0, durationMs: 0 },
});

const tool = (name: string, content: string, effect: Extract<Step, { kind: "tool" }>["effect"]): Step => ({
  ...{ kind: "tool", toolCallId: name, name, ok: true, content, effect, durationMs: 1 },
});
