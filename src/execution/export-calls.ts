import type { Queryable } from "../database/index.ts";
import type { ActivityFilter } from "./activity.ts";
import { type ActivityCall, readActivity } from "./activity-store.ts";

/** Names for what a call knows by id. */
export interface ActivityNames {
  readonly integration: (id: string) => string;
  readonly member: (id: string) => string;
  readonly runUrl: (id: string) => string;
}

/** A call as it is exported: the columns of the CSV in their order, and the members of a JSON line. */
export function exportedCall(call: ActivityCall, names: ActivityNames) {
  return {
    time: call.createdAt.toISOString(),
    id: call.id,
    integration: names.integration(call.integrationId),
    action: call.title,
    effect: call.effect,
    method: call.method,
    url: call.url,
    state: call.state,
    status: call.status,
    duration_ms: call.durationMs,
    rows: call.rows,
    failure: call.failure,
    failure_message: call.failureMessage,
    person: names.member(call.memberId),
    approved_by: call.approvedBy === null ? null : names.member(call.approvedBy),
    thread: call.threadId,
    run: names.runUrl(call.runId),
  };
}

type Exported = ReturnType<typeof exportedCall>;

const COLUMNS: readonly (keyof Exported)[] = [
  ...(["time", "id", "integration", "action", "effect", "method", "url", "state", "status"] as const),
  ...([
    "duration_ms",
    "rows",
    "failure",
    "failure_message",
    "person",
    "approved_by",
    "thread",
    "run",
  ] as const),
];

/** A format that calls are exported in: what comes before the first, and each. */
interface ExportFormat {
  readonly contentType: string;
  readonly head: string;
  line(call: Exported): string;
}

export const EXPORT_FORMATS: Readonly<Record<"csv" | "jsonl", ExportFormat>> = {
  // RFC 4180, in UTF-8 with the mark that spreadsheets look for.
  csv: {
    contentType: "text/csv; charset=utf-8",
    head: `\ufeff${COLUMNS.join(",")}\r\n`,
    line: (call) => `${COLUMNS.map((column) => csvCell(call[column])).join(",")}\r\n`,
  },
  jsonl: {
    contentType: "application/jsonl; charset=utf-8",
    head: "",
    line: (call) => `${JSON.stringify(call)}\n`,
  },
};

/** A cell that begins like a formula is text that an API or a person wrote: a quote before it keeps it text. */
function csvCell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  const inert = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const EXPORT_BATCH = 500;

/** All calls that fit, in a format, a batch at a time: no more than that is in memory. */
export async function* exportLines(
  db: Queryable,
  filter: ActivityFilter,
  { format, names }: { format: keyof typeof EXPORT_FORMATS; names: ActivityNames },
): AsyncGenerator<string> {
  const { head, line } = EXPORT_FORMATS[format];
  yield head;
  for await (const batch of readActivity(db, filter, { batch: EXPORT_BATCH }))
    yield batch.map((call) => line(exportedCall(call, names))).join("");
}
