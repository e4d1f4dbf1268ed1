import type { App, SlackViewAction } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { fieldBlock, LIMIT_BLOCKS, VIEWS } from "../render/question-views.ts";
import { inert } from "../render/untrusted.ts";
import { actorOf, whisper } from "./question-person.ts";
import { tellClick, wordsFor } from "./tell-click.ts";

const NOT_YOURS = "This is not yours to approve.";
const idsIn = (metadata: string) => metadata.split(" ").filter((id) => id !== "");

/** Hears what people submit in the modals of cards: a reason, an edit, a choice. */
export function listenToQuestionViews(app: App, deps: ListenerDeps): void {
  app.view(VIEWS.deny, async ({ ack, view, body }) => {
    const reason = view.state.values["reason"]?.["text"]?.value?.trim();
    await answer(deps, body, {
      ids: idsIn(view.private_metadata),
      verdict: "denied",
      ...(reason ? { reason } : {}),
    });
    await ack();
  });
  app.view(VIEWS.choose, async ({ ack, view, body }) => {
    const { values } = view.state;
    const chosen = (values["chosen"]?.["ids"]?.selected_options ?? []).map(({ value }) => value);
    const ids = idsIn(view.private_metadata);
    await answer(deps, body, { ids: ids.filter((id) => chosen.includes(id)), verdict: "approved" });
    if (values["others"]?.["what"]?.selected_option?.value === "deny")
      await answer(deps, body, { ids: ids.filter((id) => !chosen.includes(id)), verdict: "denied" });
    await ack();
  });
  app.view(VIEWS.more, async ({ ack, view, body }) => {
    const { errors, told } = await approveMore(deps, view, body);
    await (errors ? ack({ response_action: "errors", errors }) : ack());
    if (told) await whisper(deps, body, told);
  });
  app.view(VIEWS.edit, async ({ ack, view, body }) => {
    const errors = await edit(deps, view, { body, dryRun: true });
    await (errors ? ack({ response_action: "errors", errors }) : ack());
    // The record is read anew for the new card, which may take longer than Slack waits.
    const late = errors ? undefined : await edit(deps, view, { body, dryRun: false });
    if (late) await whisper(deps, body, inert(Object.values(late).join(" "), 2_000));
  });
}

async function answer(
  deps: ListenerDeps,
  body: SlackViewAction,
  given: { ids: readonly string[]; verdict: "approved" | "denied"; reason?: string },
): Promise<void> {
  const actor = await actorOf(deps, body);
  if (!actor) return whisper(deps, body, NOT_YOURS);
  const { ids, ...verdict } = given;
  for (const approvalId of ids)
    await tellClick(
      deps,
      body,
      await deps.conversation.click({ ...actor, approvalId, ...verdict, drawLater: true }),
    );
}

/** Says yes to a call and to more like it. Gives what is wrong by the block of the field, or what the person is told. */
async function approveMore(
  deps: ListenerDeps,
  view: SlackViewAction["view"],
  body: SlackViewAction,
): Promise<{ errors?: Record<string, string>; told?: string }> {
  const actor = await actorOf(deps, body);
  if (!actor) return { errors: { [LIMIT_BLOCKS.uses]: NOT_YOURS } };
  const { values } = view.state;
  const outcome = await deps.conversation.approveMore({
    ...actor,
    approvalId: view.private_metadata,
    entered: {
      uses: values[LIMIT_BLOCKS.uses]?.["value"]?.value ?? "",
      mostAmount: values[LIMIT_BLOCKS.mostAmount]?.["value"]?.value ?? "",
      until: values[LIMIT_BLOCKS.until]?.["value"]?.selected_date ?? "",
    },
  });
  if (outcome.kind === "accepted") return outcome.grant ? { told: grantWords(outcome.grant) } : {};
  const field = outcome.kind === "wrong" ? outcome.field : undefined;
  const block = field === "mostAmount" || field === "until" ? LIMIT_BLOCKS[field] : LIMIT_BLOCKS.uses;
  return { errors: { [block]: (wordsFor(outcome) ?? NOT_YOURS).slice(0, 500) } };
}

/** The text of a message is markup, and the names in it are untrusted. */
const grantWords = ({ number, described }: { number: number; described: string }) =>
  `You gave grant ${number}: ${inert(described)}. \`revoke grant ${number}\` takes it back.`;

/** Takes an edit in. Gives what is wrong by the block of the field, for Slack to show there. */
async function edit(
  deps: ListenerDeps,
  view: SlackViewAction["view"],
  { body, dryRun }: { body: SlackViewAction; dryRun: boolean },
): Promise<Record<string, string> | undefined> {
  const actor = await actorOf(deps, body);
  const approvalId = view.private_metadata;
  const form = actor && (await deps.conversation.editForm({ ...actor, approvalId }));
  if (!actor || !form) return { [fieldBlock(0)]: NOT_YOURS };
  if ("kind" in form) return { [fieldBlock(0)]: wordsFor(form) ?? NOT_YOURS };
  const entered = form.fields.map(
    ({ name }, at) => [name, view.state.values[fieldBlock(at)]?.["text"]?.value ?? ""] as const,
  );
  const outcome = await deps.conversation.edit({
    ...actor,
    approvalId,
    dryRun,
    entered: new Map(entered),
  });
  if (outcome.kind === "accepted") return undefined;
  const field = outcome.kind === "wrong" ? form.fields.findIndex(({ name }) => name === outcome.field) : -1;
  return { [fieldBlock(Math.max(0, field))]: (wordsFor(outcome) ?? NOT_YOURS).slice(0, 500) };
}
