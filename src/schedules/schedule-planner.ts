import { newId } from "../kernel/index.ts";
import type { AssistantStep, Planner, Proposal, ToolStep } from "../planning/index.ts";
import { readScheduleRequest } from "./schedule-requests.ts";

const TOOLS = new Set(["schedule_request", "manage_schedules"]);
const BY_COMMANDS = { by: "skill", promptTokens: 0, completionTokens: 0, durationMs: 0 } as const;

/** A planner that takes what is about schedules, always in the same way, and leaves the rest to the others. */
export function createSchedulePlanner({ others }: { others: Planner }): Planner {
  return {
    async next(view, io) {
      const first = view.steps.find((step): step is AssistantStep => step.kind === "assistant");
      if (first) return isOurs(first) ? said(view.steps.at(-1)) : others.next(view, io);
      const request = readScheduleRequest(view);
      return request ? called(request.tool, request.input) : others.next(view, io);
    },
  };
}

const isOurs = ({ by, toolCalls }: AssistantStep) => by === "skill" && TOOLS.has(toolCalls[0]?.name ?? "");

function said(last: { kind: string } | undefined): Proposal {
  const text = last?.kind === "tool" ? (last as ToolStep).content : "";
  return { kind: "act", text, toolCalls: [], ...BY_COMMANDS };
}

function called(name: string, input: object): Proposal {
  const toolCall = { id: newId("sch"), name, arguments: JSON.stringify(input) };
  return { kind: "act", text: "", toolCalls: [toolCall], ...BY_COMMANDS };
}
