import type { BeginRun, Run } from "../conversation/index.ts";
import { findPlacedRun } from "../conversation/index.ts";
import { newId, sha256Hex, sleep } from "../kernel/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import { ApiProblem, noSuch } from "./problem.ts";
import type { Caller, RawRequest } from "./route.ts";

const LONGEST_KEY = 255;
const FIRST_LOOK_MS = 40;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Begins a run of the caller's, or finds the one that the same key began before.
 *
 * @throws ApiProblem 422 when the key was used for another request
 */
export async function beginRun(
  deps: ApiDeps,
  caller: Caller,
  wanted: Pick<BeginRun, "text" | "call" | "after"> & Pick<RawRequest, "idempotencyKey">,
): Promise<Run> {
  const { idempotencyKey, ...what } = wanted;
  const { workspaceId, id: memberId } = caller.member;
  const id = idempotencyKey === undefined ? newId("run", deps.clock()) : idOfKey(caller, idempotencyKey);
  const { actsAsMember } = caller;
  const begun = await deps.conversation.begin({ ...what, id, workspaceId, memberId, actsAsMember });
  if (begun.kind === "no_such") throw noSuch("action");
  const isOther = begun.run.text !== what.text || (what.after && begun.run.threadId !== what.after.threadId);
  if (begun.kind === "known" && isOther) {
    const detail = "This Idempotency-Key was used for another request. Send a new one with a new request.";
    throw new ApiProblem(422, "api.idempotency_key_reused", { detail });
  }
  return begun.run;
}

function idOfKey({ tokenId, member }: Caller, key: string): string {
  if (key === "" || key.length > LONGEST_KEY) {
    const detail = `Send an Idempotency-Key of 1 to ${LONGEST_KEY} characters, or none.`;
    const errors = [{ in: "header" as const, field: "Idempotency-Key", detail }];
    throw new ApiProblem(400, "api.invalid_request", { detail, errors });
  }
  return `run_${sha256Hex(`api ${member.workspaceId} ${tokenId} ${key}`).slice(0, 26)}`;
}

/**
 * A run as it is once it has ended or waits for a person, or after `waitSeconds`, or when the caller has gone away;
 * whichever comes first. It is looked at less and less often.
 */
export async function awaitRun(
  deps: ApiDeps,
  run: Pick<Run, "id" | "workspaceId">,
  { waitSeconds, gone }: { waitSeconds: number } & Pick<RawRequest, "gone">,
): Promise<Run> {
  const until = Date.now() + waitSeconds * 1000;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const now = await findPlacedRun(deps.db, run.workspaceId, run.id);
    if (!now) throw noSuch("run");
    const leftMs = until - Date.now();
    if (now.finishedAt || now.state === "waiting" || leftMs <= 0 || gone.aborted) return now;
    await sleep(Math.min(pauseMs, leftMs));
  }
}
