/**
 * The planner of skills. It takes what names a skill or makes one, and leaves the rest to the planners after it.
 *
 * While a skill is open, what comes next is read off its workflow: the outcomes of its steps so far are replayed, and
 * the first act without one is proposed. So a skill has no state of its own; it is taken up like any other run.
 */
import { effectOfMethod } from "../actions/index.ts";
import { type CallTarget, prepareCall } from "../execution/index.ts";
import { newId } from "../kernel/index.ts";
import {
  type AssistantStep,
  type OpenSkill,
  openSkill,
  type Planner,
  type Proposal,
  type RunView,
  type ToolStep,
} from "../planning/index.ts";
import { describeStep } from "./describe-workflow.ts";
import { findCalled } from "./find-called.ts";
import { frameOf, outcomesOf, settingOf } from "./frame.ts";
import { type Act, type Ended, runWorkflow } from "./run-workflow.ts";
import { readSkillRequest } from "./skill-requests.ts";

const BY_SKILL = { by: "skill", promptTokens: 0, completionTokens: 0, durationMs: 0 } as const;

/** `hasModel` says whether a language model is among `others`. */
export function createSkillPlanner(deps: { others: Planner; hasModel: boolean }): Planner {
  return {
    async next(view, io) {
      const open = openSkill(view.steps);
      if (open) return goOn(view, open);
      const first = view.steps.find((step): step is AssistantStep => step.kind === "assistant");
      if (first) return first.by === "skill" ? answerOf(view, deps, io) : deps.others.next(view, io);
      const request = readSkillRequest(view);
      if (!request) return deps.others.next(view, io);
      return request.kind === "say" ? said(request.text) : called(request.tool, request.input);
    },
  };
}

const said = (text: string): Proposal => ({ kind: "act", text, toolCalls: [], ...BY_SKILL });

function called(name: string, input: object): Proposal {
  const toolCall = { id: newId("skl"), name, arguments: JSON.stringify(input) };
  return { kind: "act", text: "", toolCalls: [toolCall], ...BY_SKILL };
}

/** What a tool of this room said is the answer. Steps that words alone do not explain are the model's to understand. */
async function answerOf(
  view: RunView,
  { others, hasModel }: { others: Planner; hasModel: boolean },
  io: Parameters<Planner["next"]>[1],
): Promise<Proposal> {
  const last = view.steps.findLast((step): step is ToolStep => step.kind === "tool");
  const isForModel = last?.name === "draft_skill" && !last.ok && hasModel;
  return isForModel ? others.next(view, io) : said(last?.content ?? "");
}

function goOn(view: RunView, open: OpenSkill): Proposal {
  const frame = frameOf(open);
  const outcomes = outcomesOf(open, view.steps, view.resultOf);
  const pretended: string[] = [];
  const run = runWorkflow(frame.workflow, settingOf(frame, view));
  let turn = run.next();
  while (!turn.done) {
    const act = turn.value;
    if (frame.isDryRun && isChange(act, view)) {
      pretended.push(wouldDo(act, view));
      turn = run.next({ ok: true, message: "", value: undefined, isSimulated: true });
      continue;
    }
    const outcome = outcomes.shift();
    if (!outcome) return called(act.tool, act.input);
    turn = run.next(outcome);
  }
  return called("end_skill", endingOf(open.name, turn.value, frame.isDryRun ? pretended : undefined));
}

/** Whether an act leaves a trace outside: a dry run only pretends it. */
function isChange({ tool, step }: Act, { catalogue }: RunView): boolean {
  if (tool === "post_message") return true;
  if (step.do === "call") return findCalled(catalogue, step.action)?.effect !== "read";
  return step.do === "request" && effectOfMethod(step.method) !== "read";
}

function wouldDo(act: Act, { catalogue }: RunView): string {
  const target = targetOf(act, catalogue);
  if (!target) return describeStep(act.step);
  const prepared = prepareCall(catalogue, target);
  if (!prepared.ok) return `${describeStep(act.step)}, which would fail: ${prepared.message}`;
  const { method, url, body } = prepared.call.request;
  return `\`${method} ${url}\`${body ? ` with \`${body}\`` : ""}`;
}

function targetOf({ step, input }: Act, catalogue: RunView["catalogue"]): CallTarget | undefined {
  if (step.do !== "call") return undefined;
  const action = findCalled(catalogue, step.action);
  return action && { kind: "action", actionId: action.id, arguments: input["arguments"] ?? {} };
}

function endingOf(name: string, ended: Ended, pretended: readonly string[] | undefined) {
  const { failure, lines } = ended;
  const dry = pretended === undefined ? [] : dryText(pretended);
  if (!failure) {
    const text = [...lines, ...dry].join("\n") || `**${name}** is done.`;
    return { ok: ended.ok, text, simulated: pretended !== undefined };
  }
  const step = describeStep(failure.step);
  const problem = `**${name}** stopped at “${step}”: ${failure.message}`;
  const offer = pretended === undefined ? ["Say `retry` to go on from there."] : [];
  return {
    ok: false,
    text: [...lines, problem, ...dry, ...offer].join("\n"),
    failed_step: step,
    simulated: pretended !== undefined,
  };
}

function dryText(pretended: readonly string[]): string[] {
  if (pretended.length === 0) return ["_Dry run: nothing would be changed._"];
  return ["_Dry run: nothing was changed. It would do this:_", ...pretended.map((line) => `• ${line}`)];
}
