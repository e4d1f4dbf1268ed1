import type { App, BlockAction, BlockElementAction, ButtonAction } from "@slack/bolt";
import { findApproval } from "../../approvals/index.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { ACTIONS } from "../render/card-parts.ts";
import { chooseView, denyView, editView, moreView } from "../render/question-views.ts";
import { openModal } from "./open-modal.ts";
import { actorOf, whisper } from "./question-person.ts";
import { tellClick } from "./tell-click.ts";

type Press = BlockAction<ButtonAction>;

const idsOf = (value: string | undefined) => (value ?? "").split(" ").filter((id) => id !== "");

/** Hears the buttons of cards, and acknowledges every other button, so that an old one shows no warning. */
export function listenToButtons(app: App, deps: ListenerDeps): void {
  const on = (actionId: string, act: (body: Press, ids: string[]) => Promise<void>) => {
    app.action<Press>(actionId, async ({ ack, body, action }) => {
      await ack();
      await act(body, idsOf(action.value));
    });
  };
  on(ACTIONS.approve, (body, ids) => answerAll(deps, body, { ids, verdict: "approved" }));
  on(ACTIONS.approveAll, (body, ids) => answerAll(deps, body, { ids, verdict: "approved" }));
  on(ACTIONS.happened, (body, ids) => answerAll(deps, body, { ids, verdict: "approved" }));
  on(ACTIONS.deny, (body, ids) => askWhy(deps, body, ids));
  on(ACTIONS.denyAll, (body, ids) => askWhy(deps, body, ids));
  on(ACTIONS.edit, (body, ids) => openEdit(deps, body, ids));
  on(ACTIONS.more, (body, ids) => openMore(deps, body, ids));
  on(ACTIONS.choose, (body, ids) => openChoice(deps, body, ids));
  on(ACTIONS.sendAgain, (body, ids) => wish(deps, body, { ids, wish: "again" }));
  on(ACTIONS.leave, (body, ids) => wish(deps, body, { ids, wish: "leave" }));
  on(ACTIONS.undo, (body, ids) => wish(deps, body, { ids, wish: "undo" }));
  app.action(/.*/, async ({ ack, body, action, context }) => {
    await ack();
    if (isStale(action) && context["isRepeated"] !== true) await whisper(deps, body as Press, STALE);
  });
}

/** How the ids of all buttons begin that some listener hears. */
const HEARD = /^(approval_|outcome_|proposal_|choice_|schedule_|skill_form|open_dashboard)/;
const STALE = "This button is from an older version of me and does nothing any more. Please ask again.";

/** Whether nobody hears a button. One with an address only opens it. */
function isStale(action: BlockElementAction | { readonly type?: string }): boolean {
  if (action.type !== "button") return false;
  const { action_id, url } = action as ButtonAction;
  return url === undefined && !HEARD.test(action_id);
}

const NOT_YOURS = "This is not yours to approve.";

async function answerAll(
  deps: ListenerDeps,
  body: Press,
  { ids, verdict }: { ids: readonly string[]; verdict: "approved" | "denied" },
): Promise<void> {
  const actor = await actorOf(deps, body);
  if (!actor) return whisper(deps, body, NOT_YOURS);
  for (const approvalId of ids)
    await tellClick(deps, body, await deps.conversation.click({ ...actor, approvalId, verdict }));
}

async function wish(
  deps: ListenerDeps,
  body: Press,
  { ids, wish }: { ids: readonly string[]; wish: "undo" | "again" | "leave" },
): Promise<void> {
  const actor = await actorOf(deps, body);
  if (!actor) return whisper(deps, body, NOT_YOURS);
  for (const approvalId of ids)
    await tellClick(deps, body, await deps.conversation.wish({ ...actor, approvalId, wish }));
}

/** Opens the modal that asks why. Where it cannot be opened any more, the no counts without a reason. */
async function askWhy(deps: ListenerDeps, body: Press, ids: readonly string[]): Promise<void> {
  const actor = await actorOf(deps, body);
  const [first] = ids;
  if (!actor || !first) return whisper(deps, body, NOT_YOURS);
  const form = await deps.conversation.editForm({ ...actor, approvalId: first });
  if ("kind" in form && form.kind !== "too_late") return tellClick(deps, body, form);
  if (form.approval.state !== "pending")
    return tellClick(deps, body, { kind: "too_late", approval: form.approval });
  const isOpen = await openModal(deps, body, denyView(ids.join(" ")));
  if (!isOpen) await answerAll(deps, body, { ids, verdict: "denied" });
}

async function openEdit(deps: ListenerDeps, body: Press, ids: readonly string[]): Promise<void> {
  const actor = await actorOf(deps, body);
  const [approvalId] = ids;
  if (!actor || !approvalId) return whisper(deps, body, NOT_YOURS);
  const form = await deps.conversation.editForm({ ...actor, approvalId });
  if ("kind" in form) return tellClick(deps, body, form);
  const view = editView(form.approval, form.fields);
  if (!view) return whisper(deps, body, "This is too long to edit here. Open it on the dashboard.");
  if (!(await openModal(deps, body, view)))
    await whisper(deps, body, "The form could not be opened in time. Press Edit once more.");
}

/** Opens the form for a yes to this call and to more like it. */
async function openMore(deps: ListenerDeps, body: Press, ids: readonly string[]): Promise<void> {
  const actor = await actorOf(deps, body);
  const [approvalId] = ids;
  if (!actor || !approvalId) return whisper(deps, body, NOT_YOURS);
  const offer = await deps.conversation.grantOffer({ ...actor, approvalId });
  if ("kind" in offer) return tellClick(deps, body, offer);
  if (!(await openModal(deps, body, moreView(offer))))
    await whisper(deps, body, "The form could not be opened in time. Press the button once more.");
}

async function openChoice(deps: ListenerDeps, body: Press, ids: readonly string[]): Promise<void> {
  const actor = await actorOf(deps, body);
  if (!actor) return whisper(deps, body, NOT_YOURS);
  const found = await Promise.all(ids.map((id) => findApproval(deps.db, actor.workspaceId, id)));
  const waiting = found.flatMap((approval) => (approval?.state === "pending" ? [approval] : []));
  if (waiting.length === 0) return whisper(deps, body, "All of these were answered meanwhile.");
  if (!(await openModal(deps, body, chooseView(waiting))))
    await whisper(deps, body, "The form could not be opened in time. Press Choose once more.");
}
