import type { Request, Response } from "express";
import { messageOf } from "../../kernel/index.ts";
import type { LocalWorkspace } from "../../local/index.ts";
import { openEventStream } from "../http/event-stream.ts";
import { seenOf } from "../pages/chat/chat-types.ts";
import { type ChatUpdate, ChatUpdateView } from "../pages/chat/chat-updates.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { createChatReading } from "./chat-reading.ts";
import { countWaiting } from "./show-page.ts";
import { visitorOf } from "./visitor.ts";

type Change = Parameters<Parameters<LocalWorkspace["subscribe"]>[0]>[0];

/** Where one open chat page looks. */
interface Looking {
  readonly user: string;
  readonly channelId: string;
  /** The thread that is open beside the channel. */
  readonly threadTs: string | undefined;
  /** What the page shows, as `seenOf` writes it. */
  readonly seen: string;
}

/** Keeps an open chat page up to date until the browser leaves. */
export function streamChat(
  deps: WebDeps,
  local: LocalWorkspace,
  looking: Looking,
  [request, response]: [Request, Response],
): void {
  const stream = openEventStream(request, response);
  const send = (update: ChatUpdate) => {
    const place = createChatReading(local, looking.user).place(looking.channelId, deps.clock());
    stream.send(deps.renderer.html(<ChatUpdateView update={update} place={place} />));
  };
  for (const update of missedBy(local, looking)) send(update);
  const recount = createRecount(deps, visitorOf(request), send);
  const unsubscribe = local.subscribe((change) => {
    for (const update of updatesFor(local, looking, change)) send(update);
    if (CARDS_CHANGE.has(change.type)) recount();
  });
  stream.closed.addEventListener("abort", unsubscribe, { once: true });
}

/** What a card appears with, or shows its outcome with, in whichever channel. */
const CARDS_CHANGE: ReadonlySet<Change["type"]> = new Set(["message_posted", "message_changed"]);

/** Counts what waits for the visitor once more, and says so where that changed; calls meanwhile are one more count. */
function createRecount(deps: WebDeps, visitor: Visitor, send: (update: ChatUpdate) => void): () => void {
  let shown: number | undefined;
  let isDue = false;
  let isCounting = false;
  async function count(): Promise<void> {
    isCounting = true;
    while (isDue) {
      isDue = false;
      const now = await countWaiting(deps, visitor);
      if (now !== shown) send({ kind: "waiting", count: now });
      shown = now;
    }
    isCounting = false;
  }
  return () => {
    isDue = true;
    if (isCounting) return;
    void count().catch((error) => {
      isCounting = false;
      deps.logger.warn({ error: messageOf(error) }, "what waits for a person could not be counted");
    });
  };
}

/** The lists anew, when something came between the page and its stream. */
function missedBy(local: LocalWorkspace, { user, channelId, threadTs, seen }: Looking): ChatUpdate[] {
  const reading = createChatReading(local, user);
  const messages = reading.messages(channelId);
  const thread = threadTs === undefined ? undefined : reading.thread(channelId, threadTs);
  if (seenOf(messages, thread) === seen) return [];
  const inThread = thread && {
    kind: "list" as const,
    list: "thread" as const,
    messages: [thread.root, ...thread.replies],
  };
  return [{ kind: "list", list: "channel", messages }, ...(inThread ? [inThread] : [])];
}

/** What a change of the workspace means for one open page. */
function updatesFor(local: LocalWorkspace, looking: Looking, change: Change): ChatUpdate[] {
  switch (change.type) {
    case "message_posted":
    case "ephemeral_posted":
    case "message_changed":
      return change.channel === looking.channelId ? messageUpdates(local, looking, change) : [];
    case "message_deleted":
      if (change.channel !== looking.channelId) return [];
      return [
        { kind: "removed", list: isInOpenThread(looking, change) ? "thread" : "channel", ts: change.ts },
      ];
    case "status_changed":
    case "session_changed":
      return change.channel === looking.channelId ? statusUpdates(local, looking, change.threadTs) : [];
    case "view_opened":
    case "view_updated": {
      const view = local.reading.modal(looking.user);
      return change.user === looking.user && view ? [{ kind: "view-opened", view }] : [];
    }
    case "view_closed":
      return change.user === looking.user ? [{ kind: "view-closed" }] : [];
    case "prompts_changed":
      if (change.channel !== looking.channelId || looking.threadTs !== undefined) return [];
      return [{ kind: "prompts", prompts: local.reading.prompts(change.channel)?.prompts ?? [] }];
    default:
      return [];
  }
}

type MessageChange = Extract<Change, { type: "message_posted" | "ephemeral_posted" | "message_changed" }>;

const isInOpenThread = (looking: Looking, change: { ts: string; threadTs?: string }) =>
  looking.threadTs !== undefined && (change.threadTs === looking.threadTs || change.ts === looking.threadTs);

function messageUpdates(local: LocalWorkspace, looking: Looking, change: MessageChange): ChatUpdate[] {
  if (change.type === "ephemeral_posted" && change.user !== looking.user) return [];
  const reading = createChatReading(local, looking.user);
  const updates: ChatUpdate[] = [];
  const kind = change.type === "message_changed" ? "changed" : "added";
  if (isInOpenThread(looking, change)) {
    const message = reading.message(looking.channelId, change.ts, looking.threadTs);
    if (message) updates.push({ kind, list: "thread", message });
  }
  const isReply = change.threadTs !== undefined && change.threadTs !== change.ts;
  // A reply shows in the channel as one more on the count of its thread.
  const inChannel = reading.message(
    looking.channelId,
    isReply ? (change.threadTs ?? change.ts) : change.ts,
    undefined,
  );
  if (inChannel) updates.push({ kind: isReply ? "changed" : kind, list: "channel", message: inChannel });
  return updates;
}

function statusUpdates(local: LocalWorkspace, looking: Looking, threadTs: string): ChatUpdate[] {
  const status = createChatReading(local, looking.user).status(looking.channelId, threadTs);
  const list = looking.threadTs === threadTs ? "thread" : "channel";
  return [{ kind: "status", list, status }];
}
