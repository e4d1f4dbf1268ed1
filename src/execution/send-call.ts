/** Sends a call that the ledger knows as `sent`, and writes down what came of it. */
import type { EgressAnswer } from "../egress/index.ts";
import { expiryIn, noteExpiry, saveHealth, signAndSend } from "../integrations/index.ts";
import { askedDelayMs, isRateLimited } from "./asked-delay.ts";
import { endCall, endUnknown } from "./ended-call.ts";
import { healthAfter } from "./health-after.ts";
import { isKeyed } from "./idempotency.ts";
import { storeFile } from "./kept/parts-store.ts";
import {
  findReadUnderWay,
  forgetReadUnderWay,
  noteReadUnderWay,
  type ReadUnderWay,
} from "./kept/reads-under-way.ts";
import type { CallRow } from "./ledger-store.ts";
import { noticeDrift } from "./notice-drift.ts";
import type { CallOutcome } from "./outcome.ts";
import { isDown, slowDownUntil } from "./pace.ts";
import { closeBreaker, holdBack, strike } from "./pace-store.ts";
import { budgetFor } from "./paging/page-budget.ts";
import { type PagesRead, readPages } from "./paging/read-pages.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import type { PreparedCall, PreparedRequest } from "./prepared-request.ts";
import { readAnswer } from "./read-answer.ts";
import type { Sent } from "./send-patiently.ts";
import { sendToTool } from "./send-to-tool.ts";
import { limitsOf, type Mark, toldUnsigned } from "./sending.ts";
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
  if (call.effect === "read") signal?.throwIfAborted();
  const durationMs = Math.round(globalThis.performance.now() - startedAtMs);
  await noteHealth(deps, performance, { read, isProbe });
  if (!read.ok && call.effect !== "read" && isOutcomeOpen(read, mark)) {
    const message = `${read.message}. The request may have reached ${integration.name}`;
    return endUnknown(deps, performance, { row, message });
  }
  const settlement = read.ok
    ? settledWith(await kept(deps, read))
    : failedWith(await noticeDrift(deps, performance, read));
  const outcome = await endCall(deps, performance, { row, settlement: { ...settlement, durationMs } });
  if (isNoted) {
    const unneeded = [from?.keptId ?? [], (read.ok && read.list?.unneeded) || []].flat();
    await forgetReadUnderWay(deps.db, row.id, unneeded);
  }
  return outcome.kind === "answered" && read.ok ? { ...outcome, ...knownOf(read, outcome) } : outcome;
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

/** What was read, with the bytes of a file put where they are kept. */
async function kept(deps: ExecutionDeps, read: Read): Promise<Read & { readonly keptId?: string }> {
  const { list, file } = read;
  if (list?.keptId) return { ...read, keptId: list.keptId };
  return file
    ? { ...read, keptId: await storeFile(deps.db, { pieces: file.pieces(), clock: deps.clock }) }
    : read;
}

/** What is known of an answer that was read just now, and is not stored: unless another worker's stands in its place. */
function knownOf({ body, list, file, etag }: Read, stored: { body: string }) {
  if (stored.body !== body) return {};
  return {
    ...(list ? { records: list.records } : {}),
    ...(file ? { file } : {}),
    ...(etag ? { etag } : {}),
  };
}

type Read = Extract<PagesRead, { ok: true }>;

type ReadFailure = Extract<PagesRead, { ok: false }>;

/** A gateway that got no answer knows as little as we do, and a 2xx that we cannot read may be a yes. */
const UNTOLD_STATUSES = new Set([502, 504]);

function isOutcomeOpen(read: ReadFailure, mark: Mark): boolean {
  if (read.status === undefined) return mark.mayHaveBeenSent;
  return UNTOLD_STATUSES.has(read.status) || read.code === "execution.not_json";
}

function settledWith({ body, coverage, keptId, list, ...read }: Read & { readonly keptId?: string }) {
  const columns = keptId && list ? { columns: list.records.columns } : {};
  const result = { body, coverage, ...(keptId ? { keptId } : {}), ...columns };
  return { state: "settled", status: read.status, result } as const;
}

function failedWith({ code, message, status }: ReadFailure) {
  const failed = { state: "settled", failure: code, failureMessage: message } as const;
  return status === undefined ? failed : { ...failed, status };
}

async function sendSigned(
  deps: ExecutionDeps,
  performance: Performance,
  { request, mark }: { request: PreparedRequest; mark: Mark },
): Promise<Sent> {
  const { integration, signal } = performance;
  if (integration.kind === "mcp") return sendToTool(deps, performance, { request, mark });
  const { id: integrationId, name } = integration;
  const cardUrl = deps.cardUrl(integrationId);
  // JSON before all else; a file comes as what it is.
  const headers = { accept: "application/json, */*;q=0.5", ...request.headers };
  const sent = await signAndSend(deps, integration, {
    request: { ...request, headers },
    limits: { ...limitsOf(deps), ...(signal ? { signal } : {}) },
  });
  if (!sent.signed) return { understood: toldUnsigned(sent.refusal, { name, cardUrl }), headers: {} };
  const { answer } = sent;
  mark.mayHaveBeenSent ||= answer.ok || answer.requestMayHaveBeenSent;
  if (answer.ok) await heedHeaders(deps, integration, answer);
  const understood = readAnswer(answer, { integration, cardUrl, now: deps.clock(), scrub: deps.scrub });
  return { understood, headers: answer.ok ? answer.headers : {} };
}

/** An API that asks for fewer requests gets fewer, from every replica; when its credential ends is kept. */
async function heedHeaders(
  deps: ExecutionDeps,
  integration: Performance["integration"],
  answer: Extract<EgressAnswer, { ok: true }>,
): Promise<void> {
  const now = deps.clock();
  const expiresAt = expiryIn(answer.headers);
  if (expiresAt) await noteExpiry(deps.db, integration, { expiresAt, now });
  if (answer.status !== 503 && !isRateLimited(answer.status, answer.headers)) return;
  await holdBack(deps.db, pacedOf(integration), slowDownUntil(askedDelayMs(answer, now), now));
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
