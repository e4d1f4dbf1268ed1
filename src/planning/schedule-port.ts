import type { ToolContext, ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

/** Where schedules are kept. Owned here, implemented by the schedules room. */
export interface SchedulePort {
  /** Proposes to make a request again and again, and shows when that would be. */
  propose(input: ToolInput<"schedule_request">, context: ToolContext): Promise<ToolOutcome>;
  /** Lists schedules, answers a proposal, pauses, resumes, deletes or runs one. */
  manage(input: ToolInput<"manage_schedules">, context: ToolContext): Promise<ToolOutcome>;
}
