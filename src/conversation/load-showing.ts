import { messageOf } from "../kernel/index.ts";
import type { ConversationDeps } from "./deps.ts";
import { type LoadedRun, loadRun } from "./load-run.ts";
import type { Place } from "./messenger.ts";
import { listOpenPlans, planNotes } from "./plans-store.ts";
import type { Run } from "./runs-store.ts";
import type { Claim } from "./thread-store.ts";
import { titleOf } from "./title-of.ts";

/** Loads a run and begins to show that it works. What a crash left open of an earlier showing is closed before. */
export async function loadShowing(
  deps: ConversationDeps,
  claim: Claim,
  next: { run: Run; isFresh: boolean; hasMore: boolean },
): Promise<LoadedRun> {
  const { run, isFresh } = next;
  const { workspaceId, channelId, rootTs: threadTs } = claim;
  const place: Place = { workspaceId, channelId, threadTs };
  const loaded = await loadRun(deps, claim, { ...next, letGo: !next.hasMore });
  if (!isFresh) await closeOpenPlans(deps, run, place);
  const progress = deps.messenger.progress({
    workspaceId,
    place,
    slackUserId: loaded.member.slackUserId,
    title: titleOf(run.text),
    isTakenUpAgain: !isFresh,
    notes: planNotes(deps, run, place),
  });
  return { ...loaded, progress };
}

/** One that cannot be closed now is no reason to keep people waiting for the answer. */
async function closeOpenPlans(deps: ConversationDeps, run: Run, place: Place): Promise<void> {
  const { closed } = planNotes(deps, run, place);
  for (const plan of await listOpenPlans(deps.db, run)) {
    try {
      await deps.messenger.closePlan(place, plan);
      await closed(plan.key);
    } catch (error) {
      deps.logger.warn({ runId: run.id, error: messageOf(error) }, "a plan that was left open stays so");
    }
  }
}
