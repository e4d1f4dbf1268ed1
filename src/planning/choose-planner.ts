import { asksForApprovals } from "./commands/asks-for-approvals.ts";
import { asksHow } from "./commands/asks-how.ts";
import { connectionWish } from "./commands/connection-wish.ts";
import { actionsAskedFor } from "./commands/find-command.ts";
import { findMentionedIntegration } from "./commands/find-integration.ts";
import { planFirstCall } from "./commands/first-call.ts";
import { beyondCommands, parseRequest } from "./commands/request.ts";
import { readRuleCommand } from "./commands/rules/rule-commands.ts";
import { isStopWord } from "./commands/stop-word.ts";
import { contentWords } from "./commands/words.ts";
import type { Planner, Proposal, RunView } from "./planner.ts";

/** `auto` lets the commands take what is fully explicit and the model the rest; the others use only one of them. */
export type PlannerMode = "auto" | "commands" | "model";

/**
 * The planner of a run. Once a run has begun with one of them, it stays with it: the first step tells which.
 */
export function createPlanner(deps: {
  mode: PlannerMode;
  commands: Planner;
  model: Planner | undefined;
}): Planner {
  const { commands, model } = deps;
  if (!model || deps.mode === "commands") return explained(commands);
  const isAuto = deps.mode === "auto";
  return {
    next: (view, io) => (isForCommands(view, isAuto) ? commands : model).next(view, io),
  };
}

function isForCommands(view: RunView, isAuto: boolean): boolean {
  const first = view.steps.find((step) => step.kind === "assistant");
  return first ? first.by === "commands" : isAuto && isFullyExplicit(view);
}

/**
 * A request that names a connected integration and spells out a method and a path leaves nothing to guess. Neither does
 * one that names an action with `#slug.action` and gives all that it needs and nothing else.
 */
function isFullyExplicit(view: RunView): boolean {
  if (/^\s*(help|integrations)\s*[.!?]*\s*$/i.test(view.text) || isStopWord(view.text)) return true;
  if (asksForApprovals(view.text) || (asksHow(view.text) && view.history.length > 0)) return true;
  const rule = readRuleCommand(view);
  if (rule) return rule.kind === "call";
  if (connectionWish(view.text) !== undefined) return true;
  if (actionsAskedFor(view.text) !== undefined) return true;
  const mentioned = findMentionedIntegration(view.text, view.catalogue.integrations);
  if (!mentioned) return false;
  const request = parseRequest(mentioned.rest, view.startedAt, view.timeZone);
  if (beyondCommands(request) !== undefined) return false;
  const says = contentWords(request.rest).length > 0 || request.clauses.length > 0;
  const isNamed = mentioned.actionName !== undefined && !says;
  return request.http !== undefined || (isNamed && planFirstCall(view).kind === "call");
}

/** Without a model, what the commands do not understand is said, not passed on. */
function explained(commands: Planner): Planner {
  return {
    async next(view, io) {
      const proposal = await commands.next(view, io);
      return proposal.kind === "pass" ? saying(proposal.toldToUser) : proposal;
    },
  };
}

function saying(text: string): Proposal {
  return {
    kind: "act",
    by: "commands",
    text,
    toolCalls: [],
    promptTokens: 0,
    completionTokens: 0,
    durationMs: 0,
  };
}
