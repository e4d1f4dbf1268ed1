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
import { type Frame, frameOf, outcomesOf, settingOf } from "./frame.ts";
import { notPermitted, overstepIn, permissionsOfStep } from "./permissions.ts";
import { type Act, type ActOutcome, type Ended, runWorkflow } from "./run-workflow.ts";
import { readSkillRequest } from "./skill-requests.ts";

const BY_SKILL = { by: "skill", promptTokens: 0, completionTokens: 0, durationMs: 0 } as const;

export function createSkillPlanner(deps: { others: Planner }): Planner {
  return {
    async next(view, io) {
      const open = openSkill(view.steps);
      if (open) return goOn(view, open);
      const first = view.steps.find((step): step is AssistantStep => step.kind === "assistant");
      if (first) return first.by === "skill" ? answerOf(view) : deps.others.next(view, io);
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

/** What a tool of this room said is the answer. */
function answerOf({ steps }: RunView): Proposal {
  const last = steps.findLast((step): step is ToolStep => step.kind === "tool");
  return said(last?.content ?? "");
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
    const outcome = outcomes.shift() ?? refusalOf(act, frame, view);
    if (!outcome) return called(act.tool, act.input);
    turn = run.next(outcome);
  }
  return called("end_skill", endingOf(open.name, turn.value, frame.isDryRun ? pretended : undefined));
}

/** Why an act is not done, where the skill was not saved with the permission for what it would do now. */
function refusalOf({ step }: Act, { permissions }: Frame, { catalogue }: RunView): ActOutcome | undefined {
  const overstep = overstepIn(permissionsOfStep(step, catalogue), permissions);
  return overstep === undefined
    ? undefined
    : { ok: false, message: notPermitted(overstep), value: undefined };
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
