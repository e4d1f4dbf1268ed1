import { timesIn } from "./commands/time-phrase.ts";
import type { CallSummary, Step } from "./step.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import { writtenIn } from "./written-in.ts";

/** A span has two ends; a request that names more than this is about no one span. */
const MOST_TIMES = 20;

/**
 * Makes the tables of the last request of this thread tables of this one, so that more can be asked of the same numbers
 * without reading them again. They are as old as they were.
 */
export async function recallResults(context: ToolContext): Promise<ToolOutcome> {
  const earlier = await context.earlier();
  const tables = earlier ? await context.recall(earlier) : [];
  const last = tables.at(-1);
  if (!earlier || !last)
    return failed("Nothing was read in this thread that I could go on with. Name the API and what to read");
  const called = earlier.steps.flatMap((step) =>
    step.kind === "tool" && step.effect.callId === last.callId && step.effect.call ? [step.effect.call] : [],
  );
  const read = called[0];
  const names = tables.map(({ name, rows }) => `${name} (${rows} rows)`).join(", ");
  return done(`The tables of the last request, as they were read then: ${names}`, {
    recalled: earlier.id,
    recalledTimes: timesOf(earlier.steps).slice(0, MOST_TIMES),
    table: last.name,
    ...(read ? { call: asReadBefore(read) } : {}),
  });
}

const asReadBefore = (call: CallSummary): CallSummary => ({ ...call, outcome: "read before" });

/** The times of what was called and computed, or of what that rested on itself. */
function timesOf(steps: readonly Step[]): readonly string[] {
  const { used, before } = writtenIn(steps);
  const own = timesIn(used);
  return own.length > 0 ? own : before;
}
