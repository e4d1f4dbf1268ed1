import type { Request, Response } from "express";
import type { LocalWorkspace } from "../../local/index.ts";
import { readAnswers, readPress } from "../blocks/read-press.ts";
import { readForm } from "../http/form.ts";
import { ChatUpdateView } from "../pages/chat/chat-updates.tsx";
import { Toast } from "../ui/toast.tsx";
import type { WebDeps } from "../web-deps.ts";
import { createChatReading } from "./chat-reading.ts";
import { visitorOf } from "./visitor.ts";

const channelIn = (request: Request) => String(request.params["channel"]);

/** Says what was typed, or runs it as a slash command. */
export async function say(local: LocalWorkspace, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const text = form.text("text");
  const user = visitorOf(request).slackUserId;
  const threadTs = form.text("thread_ts");
  const file = await form.upload("file");
  if (file) {
    const { name, bytes: content } = file;
    const at = { user, channel: channelIn(request), ...(threadTs ? { threadTs } : {}) };
    local.human.upload({ ...at, text, name, content });
    response.status(204).end();
    return;
  }
  const command = /^\/chief\b\s*(.*)$/s.exec(text);
  if (command && !threadTs) {
    await local.human.slash({ user, channel: channelIn(request), command: "/chief", text: command[1] ?? "" });
  } else if (text !== "") {
    local.human.say({ user, channel: channelIn(request), text, ...(threadTs ? { threadTs } : {}) });
  }
  response.status(204).end();
}

/** Presses a button of a message. */
export async function press(
  deps: WebDeps,
  local: LocalWorkspace,
  request: Request,
  response: Response,
): Promise<void> {
  const pressed = readPress(await readForm(request));
  const outcome = await local.human.click({
    user: visitorOf(request).slackUserId,
    channel: channelIn(request),
    ts: String(request.params["ts"]),
    actionId: pressed.actionId,
    blockId: pressed.blockId,
    ...(pressed.values.length > 0
      ? { answer: pressed.values.length === 1 ? (pressed.values[0] ?? "") : pressed.values }
      : {}),
  });
  if (outcome.outcome === "failed") {
    return deps.renderer.fragment(
      response,
      <Toast bad>{`Chief did not take the click: ${outcome.reason}`}</Toast>,
      502,
    );
  }
  response.status(204).end();
}

/** Uses a shortcut, on a message where the address names one. */
export async function useShortcut(
  deps: WebDeps,
  local: LocalWorkspace,
  request: Request,
  response: Response,
): Promise<void> {
  const form = await readForm(request);
  const shortcut = { user: visitorOf(request).slackUserId, callbackId: form.text("callback_id") };
  const { channel, ts } = request.params;
  const outcome =
    channel && ts
      ? await local.human.messageShortcut({ ...shortcut, channel: String(channel), ts: String(ts) })
      : await local.human.globalShortcut(shortcut);
  if (outcome.outcome === "failed") {
    const told = <Toast bad>{`Chief did not take it: ${outcome.reason}`}</Toast>;
    return deps.renderer.fragment(response, told, 502);
  }
  response.status(204).end();
}

/** Presses a button of an open form. */
export async function pressInView(
  local: LocalWorkspace,
  request: Request,
  response: Response,
): Promise<void> {
  const pressed = readPress(await readForm(request));
  await local.human.click({
    user: visitorOf(request).slackUserId,
    viewId: String(request.params["id"]),
    actionId: pressed.actionId,
    blockId: pressed.blockId,
    answer: pressed.values,
  });
  response.status(204).end();
}

/** Stops what runs in a thread: by the button of the agent, else in words. */
export function stop(local: LocalWorkspace, request: Request, response: Response): void {
  const user = visitorOf(request).slackUserId;
  const at = { user, channel: channelIn(request), threadTs: String(request.params["ts"]) };
  if (!local.human.stop(at)) local.human.say({ ...at, text: "stop" });
  response.status(204).end();
}

/** Submits an open form; what is wrong with it is shown there. */
export async function submitView(
  deps: WebDeps,
  local: LocalWorkspace,
  request: Request,
  response: Response,
): Promise<void> {
  const visitor = visitorOf(request);
  const viewId = String(request.params["id"]);
  const entered = readAnswers(await readForm(request));
  const answers = Object.fromEntries(
    Object.entries(entered).map(([block, byAction]) => [
      block,
      Object.fromEntries(
        Object.entries(byAction).map(([action, values]) => [
          action,
          values.length === 1 ? (values[0] ?? "") : values,
        ]),
      ),
    ]),
  );
  const outcome = await local.human.submit({ user: visitor.slackUserId, viewId, answers });
  const view = local.reading.modal(visitor.slackUserId);
  if (outcome.outcome === "errors" && view) {
    const place = createChatReading(local, visitor.slackUserId).place("", deps.clock());
    const update = { kind: "view-opened", view, errors: outcome.errors } as const;
    return deps.renderer.fragment(response, <ChatUpdateView update={update} place={place} />, 422);
  }
  if (outcome.outcome === "failed") {
    return deps.renderer.fragment(
      response,
      <Toast bad>{`Chief did not take it: ${outcome.reason}`}</Toast>,
      502,
    );
  }
  response.status(204).end();
}
