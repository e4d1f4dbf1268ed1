import { saveHealth } from "../integrations/index.ts";
import { endCall, endUnknown } from "./ended-call.ts";
import { healthAfter } from "./health-after.ts";
import { isKeyed } from "./idempotency.ts";
import { readParts, storeFile } from "./kept/parts-store.ts";
import {
  findReadUnderWay,
  forgetReadUnderWay,
  noteReadUnderWay,
  type ReadUnderWay,
} from "./kept/reads-under-way.ts";
import type { CallRow } from "./ledger-store.ts";
import { noticeDrift } from "./notice-drift.ts";
import type { CallOutcome } from "./outcome.ts";
import { isDown } from "./pace.ts";
import { closeBreaker, strike } from "./pace-store.ts";
import { budgetFor } from "./paging/page-budget.ts";
import type { PagesRead } from "./paging/page-output.ts";
import { readPages } from "./paging/read-pages.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import type { PreparedCall, PreparedRequest } from "./prepared-request.ts";
import { sendSigned } from "./send-signed.ts";
import type { Mark } from "./sending.ts";
import { pacedOf } from "./wait-for-turn.ts";

export async function sendCall(
  deps: ExecutionDeps,
  performance: Performance,
  row: CallRow,
  { isProbe }: { isProbe: boolean } = { isProbe: false },
): Promise<CallOutcome> {
  const startedAtMs = globalThis.performance.now();
  const { call, integration, signal } = performance;
  const mark: Mark = { mayHaveBeenSent: false };
  const sendOnce = (request: PreparedRequest) => sendSigned(deps, performance, { request, mark });
  const from = await readBefore(deps, call, row);
  let isNoted = from !== undefined;
  const read = await readPages(
    {
      sendOnce,
      keptIn: deps,
      ...(from ? { from } : {}),
      noteUnderWay(underWay) {
        isNoted = true;
        return noteReadUnderWay(deps.db, { ...underWay, callId: row.id, now: deps.clock() });
      },
      mapper: deps.mapper,
      clock: deps.clock,
      budget: budgetFor(call.paging),
      ...(deps.random ? { random: deps.random } : {}),
      isKeyed: isKeyed(call.request, row.id),
      ...(signal ? { signal } : {}),
      ...(performance.tellProgress ? { tellProgress: performance.tellProgress } : {}),
    },
    call,
  );
  // A read that was cut off stays `sent`: whoever takes the run up sends it again, instead of telling of half an answer.
  if (call.effect === "read" && signal?.aborted) {
    if (read.ok) await read.file?.discard?.();
    throw signal.reason;
  }
  const durationMs = Math.round(globalThis.performance.now() - startedAtMs);
  await noteHealth(deps, performance, { read, isProbe });
  if (!read.ok && call.effect !== "read" && isOutcomeOpen(read, mark)) {
    const message = `${read.message}. The request may have reached ${integration.name}`;
    return endUnknown(deps, performance, { row, message });
  }
  const done = read.ok ? await keep(deps, read) : read;
  const settlement = done.ok ? settledWith(done) : failedWith(await noticeDrift(deps, performance, done));
  const outcome = await endCall(deps, performance, { row, settlement: { ...settlement, durationMs } });
  if (isNoted) {
    const unneeded = [from?.keptId ?? [], (read.ok && read.list?.unneeded) || []].flat();
    await forgetReadUnderWay(deps.db, row.id, unneeded);
  }
  return outcome.kind === "answered" && done.ok ? { ...outcome, ...knownOf(deps, done, outcome) } : outcome;
}

/** How far this read had come before it was cut off. */
async function readBefore(
  deps: ExecutionDeps,
  call: PreparedCall,
  row: CallRow,
): Promise<ReadUnderWay | undefined> {
  const wasSentBefore = row.attempts > 1;
  return call.effect === "read" && wasSentBefore
    ? findReadUnderWay(deps.db, row.id, deps.clock())
    : undefined;
}

type Read = Extract<PagesRead, { ok: true }>;

/** What was read, and under which id it is kept where it is too large for a row. */
type Kept = Read & { readonly keptId?: string };

/** Puts the bytes of a file where they are kept. */
async function keep(deps: ExecutionDeps, read: Read): Promise<Kept> {
  const { list, file } = read;
  if (list?.keptId) return { ...read, keptId: list.keptId };
  if (!file) return read;
  try {
    const keptId = await storeFile(deps.db, { pieces: file.pieces(), clock: deps.clock });
    return { ...read, keptId };
  } finally {
    await file.discard?.();
  }
}

/** What is known of an answer that was read just now, and is not stored: unless another worker's stands in its place. */
function knownOf({ db }: ExecutionDeps, { body, list, file, keptId, etag }: Kept, stored: { body: string }) {
  if (stored.body !== body) return {};
  return {
    ...(list ? { records: list.records } : {}),
    ...(file && keptId ? { file: { pieces: () => readParts(db, keptId) } } : {}),
    ...(etag ? { etag } : {}),
  };
}

type ReadFailure = Extract<PagesRead, { ok: false }>;

/** A gateway that got no answer knows as little as we do. */
const UNTOLD_STATUSES = new Set([502, 504]);

/** What an answer is refused with that came and could not be read: a 2xx among them may be a yes. */
const UNREAD = new Set(
  ["not_json", "too_large", "too_deep", "no_space", "secret_in_file"].map((reason) => `execution.${reason}`),
);

function isOutcomeOpen({ status, code }: ReadFailure, mark: Mark): boolean {
  if (status === undefined) return mark.mayHaveBeenSent;
  return UNTOLD_STATUSES.has(status) || UNREAD.has(code);
}

function settledWith({ body, coverage, keptId, list, ...read }: Kept) {
  const columns = keptId && list ? { columns: list.records.columns } : {};
  const result = { body, coverage, ...(keptId ? { keptId } : {}), ...columns };
  return { state: "settled", status: read.status, result } as const;
}

function failedWith({ code, message, status }: ReadFailure) {
  const failed = { state: "settled", failure: code, failureMessage: message } as const;
  return status === undefined ? failed : { ...failed, status };
}

/** What the call found out about the integration shows on its card at once, and decides when it is called again. */
async function noteHealth(
  deps: ExecutionDeps,
  { integration }: Performance,
  { read, isProbe }: { read: PagesRead; isProbe: boolean },
): Promise<void> {
  const of = pacedOf(integration);
  const now = deps.clock();
  const struck =
    !read.ok && isDown(read) ? await strike(deps.db, of, { found: read.message, now }) : undefined;
  const keepsHold = !read.ok && read.code === "execution.rate_limited";
  if (isProbe && !struck) await closeBreaker(deps.db, of, { keepsHold });
  const change = healthAfter(integration.health, { read, strikes: struck?.strikes ?? 0, isProbe });
  if (change) await saveHealth(deps.db, integration, change, now);
}
