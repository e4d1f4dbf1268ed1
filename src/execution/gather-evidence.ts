/** What is shown beside a request that is to be approved: what it would change, and where its values come from. */
import type { Before, Evidence } from "../approvals/index.ts";
import { canonicalJson, type Json, sha256Hex } from "../kernel/index.ts";
import { changesOf } from "./field-changes.ts";
import { listCallsOfRun } from "./ledger-store.ts";
import { findMarks, type Source } from "./marks.ts";
import type { CallOutcome } from "./outcome.ts";
import type { DecidingDeps, Performance } from "./performance.ts";
import type { PreparedCall } from "./prepared-request.ts";
import { recordReadOf } from "./record-read.ts";
import { listResultsOfRun } from "./results-store.ts";
import { shownBody } from "./shown-request.ts";
import { verdictOn } from "./verdict-on.ts";

/** A read for a card is quick, or the card says that it could not be made. */
const READ_TIMEOUT_MS = 10_000;

/** Performs a read through the same gate as every call. */
export type PerformRead = (deps: DecidingDeps, performance: Performance) => Promise<CallOutcome>;

/** A record as it was read just now. */
export type RecordNow =
  | { readonly kind: "read"; readonly callId: string; readonly record: Json; readonly etag?: string }
  | { readonly kind: "unreadable"; readonly why: string };

/**
 * Reads the record that a write is about, under `readId` in the ledger. Undefined when nothing in the catalogue
 * reads it. A failure is told and stops nothing: the card then says that there is nothing to compare with.
 */
export async function readRecord(
  deps: DecidingDeps,
  performance: Performance,
  { readId, performRead }: { readId: string; performRead: PerformRead },
): Promise<RecordNow | undefined> {
  const { catalogue, integration, call } = performance;
  const read = catalogue && recordReadOf(catalogue, integration, call);
  if (!read) return undefined;
  const verdict = await verdictOn(deps, { ...performance, call: read.call }, performance.catalogueVersion);
  if (verdict.kind !== "allow")
    return { kind: "unreadable", why: `reading it is not free: ${verdict.because}` };
  const quick = { ...deps, callTimeoutMs: Math.min(deps.callTimeoutMs ?? READ_TIMEOUT_MS, READ_TIMEOUT_MS) };
  // It is read because of us, so it takes nothing of what people may call in a minute.
  const freeRead = { ...read.call, callsPerMinute: 0 };
  const outcome = await performRead(quick, {
    ...performance,
    target: read.target,
    call: freeRead,
    id: readId,
  });
  if (outcome.kind !== "answered") return { kind: "unreadable", why: reasonOf(outcome) };
  if (outcome.isList) return { kind: "unreadable", why: "reading it gives a list and not one record" };
  const record = JSON.parse(outcome.body) as Json;
  return { kind: "read", callId: readId, record, ...(outcome.etag ? { etag: outcome.etag } : {}) };
}

const reasonOf = (outcome: Exclude<CallOutcome, { kind: "answered" }>) =>
  outcome.kind === "waiting" ? "reading it waits for an approval" : outcome.message;

export const digestOf = (record: Json): string => sha256Hex(canonicalJson(record));

/** What the card tells about the record: the changes that the request would make to it. */
export function beforeOf(now: RecordNow | undefined, call: PreparedCall, at: Date): Before | undefined {
  if (now?.kind !== "read") return now;
  const { callId, record, etag } = now;
  return {
    kind: "read",
    callId,
    digest: digestOf(record),
    at: at.toISOString(),
    changes: changesOf(call.request.method, record, shownBody(call.request)),
    ...(isStrong(etag) ? { etag } : {}),
  };
}

/** Only a strong tag may be sent as `If-Match` (RFC 9110 §13.1.1). */
const isStrong = (etag: string | undefined): etag is string =>
  etag !== undefined && /^"[\x21\x23-\x7e]*"$/.test(etag);

/** The call as it is sent once its record was read: only if the record is still the one that was shown. */
export function withPrecondition(call: PreparedCall, before: Before | undefined): PreparedCall {
  if (before?.kind !== "read" || before.etag === undefined) return call;
  const headers = { ...call.request.headers, "if-match": before.etag };
  return { ...call, request: { ...call.request, headers } };
}

/** Which values of a call came out of data of this run, or out of something that Chief told. */
export async function marksOf(
  deps: DecidingDeps,
  performance: Performance,
): Promise<NonNullable<Evidence["marks"]>> {
  const { target, spoken, catalogue } = performance;
  if (!target || !spoken) return [];
  const { workspaceId, runId } = performance.context;
  const [results, made] = await Promise.all([
    listResultsOfRun(deps.db, workspaceId, runId),
    listCallsOfRun(deps.db, workspaceId, runId),
  ]);
  const nameOf = (title: string, integrationId: string) =>
    `${title} of ${catalogue?.integration(integrationId)?.name ?? "an integration"}`;
  const sources: Source[] = [
    ...results.map(({ title, integrationId, body: text, records }) => {
      const rest = records?.rest ? { rest: records.rest } : {};
      return { name: nameOf(title, integrationId), text, ...rest };
    }),
    ...made.flatMap((row) =>
      row.failureMessage && row.id !== performance.id
        ? [{ name: nameOf(row.title, row.integrationId), text: row.failureMessage }]
        : [],
    ),
  ];
  return findMarks(target, spoken, sources);
}
