import type { App, GlobalShortcut, MessageShortcut, SlackViewAction } from "@slack/bolt";
import { quote } from "../../kernel/index.ts";
import { decoded, plainRequest } from "../incoming-text.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import {
  askView,
  newRequestView,
  quotedIn,
  REQUEST_BLOCKS,
  REQUEST_VIEWS,
  saveSkillView,
} from "../render/request-views.ts";
import { PLACE_BLOCK, sayingView, VALUE } from "../render/view-parts.ts";
import { openModal, openThenFill } from "./open-modal.ts";
import { actorOf, connectionOf, type Interaction, NOT_FOR_YOU, whisper } from "./question-person.ts";

/** The shortcuts of the manifest. */
const SHORTCUTS = {
  ask: "ask_about_message",
  saveSkill: "save_thread_as_skill",
  request: "new_request",
} as const;

/** The thread that a modal is about, as its private metadata carries it. */
interface About {
  readonly channel: string;
  readonly rootTs: string;
}

interface ShortcutMessage {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text?: string;
  readonly user?: string;
  readonly username?: string;
  readonly files?: readonly { readonly name?: string }[];
}

/** Hears the shortcuts on messages and in the menu of the composer, and what is submitted in their modals. */
export function listenToShortcuts(app: App, deps: ListenerDeps): void {
  app.shortcut<MessageShortcut>(SHORTCUTS.ask, async ({ ack, shortcut }) => {
    await ack();
    const { about, message } = aboutMessage(shortcut);
    await openModal(
      deps,
      shortcut,
      askView(await shownMessage(deps, shortcut, message), JSON.stringify(about)),
    );
  });
  app.shortcut<MessageShortcut>(SHORTCUTS.saveSkill, async ({ ack, shortcut }) => {
    await ack();
    const { about } = aboutMessage(shortcut);
    const make = () => saveSkillModal(deps, shortcut, about);
    await openThenFill(deps, shortcut, { title: "Save as a skill", make });
  });
  app.shortcut<GlobalShortcut>(SHORTCUTS.request, async ({ ack, shortcut }) => {
    await ack();
    await openModal(deps, shortcut, newRequestView());
  });
  app.view(REQUEST_VIEWS.ask, async ({ ack, view, body }) => {
    const { channel: channelId, rootTs } = JSON.parse(view.private_metadata) as About;
    await begin(deps, body, {
      key: view.id,
      text: valueIn(view, REQUEST_BLOCKS.question),
      about: quote(quotedIn(view.blocks)),
      place: { kind: "thread", channelId, rootTs },
    });
    await ack();
  });
  app.view(REQUEST_VIEWS.request, async ({ ack, view, body }) => {
    const channelId = view.state.values[PLACE_BLOCK]?.[VALUE]?.selected_conversation;
    const place = channelId ? ({ kind: "channel", channelId } as const) : ({ kind: "direct" } as const);
    await begin(deps, body, { key: view.id, text: valueIn(view, REQUEST_BLOCKS.question), place });
    await ack();
  });
  app.view(REQUEST_VIEWS.saveSkill, async ({ ack, view, body }) => {
    const { channel: channelId, rootTs } = JSON.parse(view.private_metadata) as About;
    const name = valueIn(view, REQUEST_BLOCKS.name);
    if (!/^[a-z][\w -]*$/i.test(name)) {
      const errors = {
        [REQUEST_BLOCKS.name]: "Begin with a letter, and use letters, digits and hyphens only.",
      };
      return ack({ response_action: "errors", errors });
    }
    const text = `save this as a skill called "${name}"`;
    await begin(deps, body, { key: view.id, text, place: { kind: "thread", channelId, rootTs } });
    await ack();
  });
}

function aboutMessage(shortcut: MessageShortcut): { about: About; message: ShortcutMessage } {
  const message = shortcut.message as ShortcutMessage;
  return { about: { channel: shortcut.channel.id, rootTs: message.thread_ts ?? message.ts }, message };
}

/** A message as it is quoted: who wrote it, what it says, and the names of its files. */
async function shownMessage(
  deps: ListenerDeps,
  body: Interaction,
  { user, username, text = "", files = [] }: ShortcutMessage,
): Promise<string> {
  const actor = await actorOf(deps, body);
  const author = actor && user ? await deps.names.person(actor.workspaceId, user) : username;
  const plain = decoded(text);
  const named = actor ? await deps.names.shown(actor.workspaceId, plain) : plain;
  const attached = files.flatMap(({ name }) => (name ? [`(file: ${name})`] : []));
  return [`${author ?? "Somebody"} wrote:`, named, ...attached].filter((part) => part !== "").join("\n");
}

/** Asks for a name where there is something to save, and says so where there is not. */
async function saveSkillModal(deps: ListenerDeps, body: Interaction, about: About) {
  const title = "Save as a skill";
  const actor = await actorOf(deps, body);
  if (!actor?.person.active) return sayingView(title, NOT_FOR_YOU);
  const place = { workspaceId: actor.workspaceId, channelId: about.channel, rootTs: about.rootTs };
  if (await deps.conversation.isIn(place)) return saveSkillView(JSON.stringify(about));
  return sayingView(
    title,
    "I have done nothing in this thread, so there is nothing to save. Ask me to do it here first, or describe the steps: “save this as a skill called …: 1. … 2. …”",
  );
}

type View = SlackViewAction["view"];

const valueIn = (view: View, block: string) => view.state.values[block]?.[VALUE]?.value?.trim() ?? "";

async function begin(
  deps: ListenerDeps,
  body: SlackViewAction,
  request: Pick<Parameters<ListenerDeps["requests"]["begin"]>[0], "key" | "text" | "about" | "place">,
): Promise<void> {
  const actor = await actorOf(deps, body);
  if (!actor?.person.active) return whisper(deps, body, NOT_FOR_YOU);
  const botUserId = (await connectionOf(deps, body))?.identity.botUserId ?? "";
  await deps.requests.begin({
    ...request,
    text: plainRequest(request.text, botUserId),
    workspaceId: actor.workspaceId,
    memberId: actor.person.id,
  });
}
