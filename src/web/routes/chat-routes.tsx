import { type Request, type Response, Router } from "express";
import type { LocalWorkspace } from "../../local/index.ts";
import { formBody, MOST_UPLOAD_BYTES, readForm } from "../http/form.ts";
import { safeReturnTo } from "../http/safe-return-to.ts";
import { ChatPage } from "../pages/chat/chat-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { press, pressInView, say, stop, submitView, useShortcut } from "./chat-acts.tsx";
import { streamChat } from "./chat-events.tsx";
import { showHome, streamHome } from "./chat-home.tsx";
import { createChatReading } from "./chat-reading.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const FIRST_PROMPTS = [
  {
    title: "Orders by status",
    message:
      "Chief, call our Internal Orders API: GET /orders for the last 24 hours. Group by status and post a count in #ops.",
  },
  {
    title: "Yesterday's revenue",
    message:
      "Chief, hit our Internal Orders API. The endpoint is GET /orders?since=ISO8601, returns JSON with an array of order objects. Pull yesterday's data and tell me the total revenue.",
  },
  { title: "Cancel an order", message: "Chief, cancel order 1042 in our Internal Orders API" },
  { title: "What can you do?", message: "Chief, help" },
];

/** The chat page of the local workspace, where one is whom one signed in as. */
export function chatRoutes(deps: WebDeps, gate: Gate, local: LocalWorkspace): Router {
  const router = Router();
  const form = formBody({ maxBytes: 200_000 });
  const { membersOnly } = gate;
  router.get(paths.chat, membersOnly, (request, response) => {
    const channels = local.reading.channels(visitorOf(request).slackUserId);
    const first = channels.find(({ name }) => name === "general") ?? channels[0];
    response.redirect(303, first ? paths.channel(first.id) : paths.chatWithChief);
  });
  router.get(paths.chatHome, membersOnly, (request, response) => showHome(deps, local, [request, response]));
  router.get(paths.chatHomeEvents, membersOnly, (request, response) =>
    streamHome(deps, local, [request, response]),
  );
  router.get(paths.chatWithChief, membersOnly, (request, response) => {
    const { id } = local.conversations.openIm(visitorOf(request).slackUserId);
    response.redirect(303, paths.channel(id));
  });
  router.get("/chat/:channel", membersOnly, (request, response) =>
    showChannel(deps, local, request, response),
  );
  router.get("/chat/:channel/events", membersOnly, (request, response) => {
    const looking = {
      user: visitorOf(request).slackUserId,
      channelId: channelIn(request),
      threadTs: threadIn(request),
      seen: String(request.query["seen"] ?? ""),
    };
    streamChat(deps, local, looking, [request, response]);
  });
  const withFile = formBody({ maxBytes: MOST_UPLOAD_BYTES });
  router.post("/chat/:channel/messages", membersOnly, withFile, (request, response) =>
    say(local, request, response),
  );
  router.post("/chat/:channel/messages/:ts/actions", membersOnly, form, (request, response) =>
    press(deps, local, request, response),
  );
  router.post("/chat/:channel/messages/:ts/shortcuts", membersOnly, form, (request, response) =>
    useShortcut(deps, local, request, response),
  );
  router.post(paths.globalShortcut, membersOnly, form, (request, response) =>
    useShortcut(deps, local, request, response),
  );
  router.post("/chat/:channel/threads/:ts/stop", membersOnly, (request, response) =>
    stop(local, request, response),
  );
  router.post("/chat-views/:id", membersOnly, form, (request, response) =>
    submitView(deps, local, request, response),
  );
  router.post("/chat-views/:id/close", membersOnly, async (request, response) => {
    await local.human.closeView({
      user: visitorOf(request).slackUserId,
      viewId: String(request.params["id"]),
    });
    response.status(204).end();
  });
  router.post("/chat-views/:id/actions", membersOnly, form, (request, response) =>
    pressInView(local, request, response),
  );
  router.post(paths.chatIdentity, membersOnly, form, (request, response) =>
    becomeSomebody(deps, gate, request, response),
  );
  return router;
}

const channelIn = (request: Request) => String(request.params["channel"]);

function threadIn(request: Request): string | undefined {
  const { thread } = request.query;
  return typeof thread === "string" && thread !== "" ? thread : undefined;
}

async function showChannel(
  deps: WebDeps,
  local: LocalWorkspace,
  request: Request,
  response: Response,
): Promise<void> {
  const visitor = visitorOf(request);
  local.conversations.openIm(visitor.slackUserId);
  const reading = createChatReading(local, visitor.slackUserId);
  const channelId = channelIn(request);
  const isKnown = reading.channels().some(({ id }) => id === channelId);
  const you = reading.people.find(({ id }) => id === visitor.slackUserId);
  if (!isKnown || !you) throw notFound("channel");
  if (local.conversations.find(channelId)?.kind === "im")
    local.human.openAppHome({ user: visitor.slackUserId, tab: "messages" });
  const threadTs = threadIn(request);
  const thread = threadTs ? reading.thread(channelId, threadTs) : undefined;
  const messages = reading.messages(channelId);
  const view = local.reading.modal(visitor.slackUserId);
  const children = (
    <ChatPage
      place={reading.place(channelId, deps.clock())}
      you={you}
      messages={messages}
      thread={thread && threadTs ? { ...thread, status: reading.status(channelId, threadTs) } : undefined}
      status={statusIn(reading, channelId, messages)}
      prompts={local.reading.prompts(channelId)?.prompts ?? FIRST_PROMPTS}
      view={view && { view }}
    />
  );
  await showPage(deps, [request, response], { title: "Chat", section: "chat", children });
}

/** What Chief does in the threads of a channel, the newest first. */
function statusIn(
  reading: ReturnType<typeof createChatReading>,
  channelId: string,
  messages: readonly { readonly ts: string }[],
) {
  for (const { ts } of messages.toReversed()) {
    const status = reading.status(channelId, ts);
    if (status) return status;
  }
  return undefined;
}

/** Local mode only: the browser goes on as another person of the local workspace, with that person's rights. */
async function becomeSomebody(
  deps: WebDeps,
  gate: Gate,
  request: Request,
  response: Response,
): Promise<void> {
  const form = await readForm(request);
  const visitor = visitorOf(request);
  const member = await deps.roster.meet(visitor.workspaceId, form.text("member"));
  if (!member) throw notFound("person");
  await gate.signIn(request, response, { workspaceId: member.workspaceId, memberId: member.id });
  response.redirect(303, safeReturnTo(form.text("return_to")));
}
