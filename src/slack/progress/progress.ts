import type { Progress, ProgressEnd, Said, Showing, Task } from "../../conversation/index.ts";
import { countOf, type Logger, messageOf } from "../../kernel/index.ts";
import type { SlackConnections } from "../connection.ts";
import type { SlackMessage } from "../render/answer.ts";
import type { Budgets } from "./budgets.ts";
import { createPlan, type PlanEnd, type ShownPlan } from "./plan.ts";
import { createSession } from "./session.ts";
import type { StreamingSupport } from "./streaming-support.ts";
import type { Timing } from "./timing.ts";

export interface ProgressDeps {
  readonly connections: Pick<SlackConnections, "to">;
  readonly budgets: Budgets;
  readonly streaming: StreamingSupport;
  readonly timing: Timing;
  readonly logger: Logger;
}

/** Says the answer; `first` may take its first message somewhere else, and then gives where that stands. */
type SayAnswer = (
  utterance: Parameters<Progress["answer"]>[0],
  options: {
    mayBeThere: boolean;
    first?: (message: SlackMessage, key: string) => Promise<string | undefined>;
  },
) => Promise<Said>;

/** Progress of one run, and its plan, which others may overtake. */
export function createProgress(
  deps: ProgressDeps,
  showing: Showing & { readonly threadTs: string },
  say: SayAnswer,
): { progress: Progress; plan: ShownPlan } {
  const { workspaceId, threadTs, slackUserId, title, notes, place } = showing;
  const { timing, budgets, logger } = deps;
  const at = { workspaceId, channel: place.channelId, threadTs, slackUserId };
  const line = () => deps.connections.to(workspaceId);
  const plan = createPlan({ ...deps, ...at, line, notes });
  const session = createSession({ ...at, line, title, budgets, timing, logger, isSeen: plan.isStreaming });
  /** Whether Slack counts it as working, or waiting, and has to hear that this is over. */
  let isCounted = showing.isTakenUpAgain;
  const timers = [
    setTimeout(() => {
      isCounted = true;
      session.begin();
    }, timing.showAfterMs),
    setTimeout(plan.begin, timing.planAfterMs),
  ];
  const endTimers = () => timers.forEach(clearTimeout);

  async function answer(
    utterance: Parameters<Progress["answer"]>[0],
    { mayBeThere }: { mayBeThere: boolean },
  ) {
    endTimers();
    if (mayBeThere) return say(utterance, { mayBeThere });
    return say(utterance, {
      mayBeThere,
      async first(message, key) {
        const end = endOf(utterance.isTrouble ? "trouble" : "over", plan.tasks());
        const ts = await plan.close({ ...end, message, key, sessionStatus: "active" });
        if (ts !== undefined) isCounted = false;
        return ts;
      },
    });
  }

  async function end(how: ProgressEnd): Promise<void> {
    endTimers();
    const isWaiting = how === "waits";
    try {
      await plan.close({
        ...endOf(how, plan.tasks()),
        ...(isWaiting ? { sessionStatus: "suspended" as const } : {}),
      });
      await session.end(isWaiting ? "suspended" : isCounted ? "active" : undefined);
      await plan.settled();
    } catch (error) {
      logger.warn({ error: messageOf(error) }, "a plan could not be closed");
    }
  }

  const progress: Progress = { task: plan.task, holdsOn: session.say, answer, end };
  return { progress, plan };
}

function endOf(how: ProgressEnd | "trouble", tasks: readonly Task[]): PlanEnd {
  const steps = countOf(tasks.length, "step");
  switch (how) {
    case "over":
      return { title: `Done in ${steps}`, openTasks: { state: "complete" } };
    case "trouble":
      return {
        title: `Ended after ${steps}`,
        openTasks: { state: "error", output: "did not come to its end" },
      };
    case "waits":
      return { title: "Waits for a yes", openTasks: { state: "pending", output: "waits for a yes" } };
    case "interrupted":
      return {
        title: "I am being restarted, and go on by myself in a moment",
        openTasks: { state: "error", output: "was interrupted" },
      };
  }
}
