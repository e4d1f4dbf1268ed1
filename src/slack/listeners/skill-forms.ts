import type { App, BlockAction, ButtonAction, SlackViewAction } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { getWorkspace } from "../../people/index.ts";
import type { SkillForm } from "../../planning/index.ts";
import { outlineOf, type Skill, writeInvocation } from "../../skills/index.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { FORM_ACTION } from "../render/choices.ts";
import {
  type FormThread,
  keptIn,
  readFormValue,
  readSkillForm,
  SKILL_VIEW,
  skillView,
} from "../render/skill-view.ts";
import { PLACE_BLOCK, sayingView, VALUE } from "../render/view-parts.ts";
import type { AnswerPlace } from "../requests/begin-requests.ts";
import { openThenFill } from "./open-modal.ts";
import { actorOf, NOT_FOR_YOU, whisper } from "./question-person.ts";

type Press = BlockAction<ButtonAction>;

const TITLE = "Run a skill";

/** Hears the buttons that open the form of a skill, and what is submitted in it. */
export function listenToSkillForms(app: App, deps: ListenerDeps): void {
  app.action<Press>(FORM_ACTION, async ({ ack, body, action }) => {
    await ack();
    const form = readFormValue(action.value);
    if (!form) return;
    await openThenFill(deps, body, { title: TITLE, make: () => formView(deps, body, form) });
  });
  app.view(SKILL_VIEW, async ({ ack, view, body }) => {
    const errors = await submit(deps, view, body);
    await (errors ? ack({ response_action: "errors", errors }) : ack());
  });
}

async function formView(deps: ListenerDeps, body: Press, form: SkillForm): Promise<ModalView> {
  const actor = await actorOf(deps, body);
  if (!actor?.person.active) return sayingView(TITLE, NOT_FOR_YOU);
  const { skill, catalogue } = await skillNamed(deps, actor.workspaceId, form.skill);
  if (!skill) return sayingView(TITLE, `There is no skill ${form.skill} any more.`);
  const faults = await deps.skills.faults(skill, catalogue);
  if (faults.length > 0)
    return sayingView(
      TITLE,
      [`${skill.name} cannot run now:`, ...faults.map((fault) => `• ${fault}`)].join("\n"),
    );
  return skillView(outlineOf(skill), form, threadOf(body));
}

/** The thread in which a button was pressed; none on the Home tab. */
function threadOf({ channel, message }: Press): FormThread | undefined {
  const pressed = message as { ts: string; thread_ts?: string } | undefined;
  return channel && pressed ? { channelId: channel.id, rootTs: pressed.thread_ts ?? pressed.ts } : undefined;
}

async function skillNamed(deps: ListenerDeps, workspaceId: string, name: string) {
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  const [catalogue, skills] = await Promise.all([
    deps.catalogues.at(workspaceId, catalogueVersion),
    deps.skills.at(workspaceId, catalogueVersion),
  ]);
  const skill: Skill | undefined = skills.find((one) => one.name === name);
  return { catalogue, skill };
}

/** Begins what was submitted. Gives what is wrong with it by the block of the field, for Slack to show there. */
async function submit(
  deps: ListenerDeps,
  view: SlackViewAction["view"],
  body: SlackViewAction,
): Promise<Record<string, string> | undefined> {
  const actor = await actorOf(deps, body);
  const { skill: name, thread } = keptIn(view.private_metadata);
  if (!actor?.person.active) {
    await whisper(deps, body, NOT_FOR_YOU);
    return undefined;
  }
  const { skill } = await skillNamed(deps, actor.workspaceId, name);
  if (!skill) {
    await whisper(deps, body, `There is no skill ${name} any more, so nothing was begun.`);
    return undefined;
  }
  const entered = readSkillForm(outlineOf(skill), view.state.values);
  if (!entered.ok) return { ...entered.errors };
  const channelId = view.state.values[PLACE_BLOCK]?.[VALUE]?.selected_conversation ?? undefined;
  await deps.requests.begin({
    key: view.id,
    workspaceId: actor.workspaceId,
    memberId: actor.person.id,
    text: writeInvocation(skill.name, entered),
    place: placeOf(thread, channelId),
  });
  return undefined;
}

function placeOf(thread: FormThread | undefined, channelId: string | undefined): AnswerPlace {
  if (thread) return { kind: "thread", ...thread };
  return channelId ? { kind: "channel", channelId } : { kind: "direct" };
}
