import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ChatSidebar } from "./chat-sidebar.tsx";
import { type ChatMessage, type ChatPerson, type ChatPlace, type ChatStatus, seenOf } from "./chat-types.ts";
import { Composer, type SuggestedPrompt, SuggestedPrompts } from "./composer.tsx";
import { MessageView } from "./message-view.tsx";
import { GlobalShortcuts } from "./shortcuts.tsx";
import { ViewDialog, type ViewDialogProps } from "./view-dialog.tsx";

export interface ChatPageProps {
  readonly place: ChatPlace;
  readonly you: ChatPerson;
  /** Oldest first, without replies. */
  readonly messages: readonly ChatMessage[];
  /** The thread that is open beside the channel: its first message and the replies, oldest first. */
  readonly thread?:
    | {
        readonly root: ChatMessage;
        readonly replies: readonly ChatMessage[];
        readonly status?: ChatStatus | undefined;
      }
    | undefined;
  /** What Chief is doing in this channel; absent when nothing. */
  readonly status?: ChatStatus | undefined;
  readonly prompts: readonly SuggestedPrompt[];
  /** A modal that is open for `you`. */
  readonly view?: Pick<ViewDialogProps, "view" | "errors"> | undefined;
}

/** What Chief is doing right now. Events replace its inside. */
export function StatusText({ status, place }: { status: ChatStatus | undefined; place: ChatPlace }) {
  if (!status) return null;
  const { text, stoppableThreadTs } = status;
  return (
    <>
      <Icon name="loader-circle" /> <span>Chief {visibleText(text)}</span>
      {stoppableThreadTs !== undefined && (
        <button
          type="button"
          class="small"
          hx-post={paths.stopThread(place.channelId, stoppableThreadTs)}
          hx-swap="none"
        >
          Stop
        </button>
      )}
    </>
  );
}

function StatusLine({ id, status, place }: { id: string; status: ChatStatus | undefined; place: ChatPlace }) {
  return (
    <div id={id} class="status" role="status">
      <StatusText status={status} place={place} />
    </div>
  );
}

function ThreadPane({ place, thread }: { place: ChatPlace; thread: NonNullable<ChatPageProps["thread"]> }) {
  return (
    <aside class="thread" aria-labelledby="thread-title">
      <header class="pane-head">
        <h2 id="thread-title">Thread</h2>
        <a class="button ghost small" href={paths.channel(place.channelId)} aria-label="Close the thread">
          <Icon name="x" />
        </a>
      </header>
      <div id="thread-messages" class="log" role="log" aria-label="Thread" tabindex={0} data-stick="">
        {[thread.root, ...thread.replies].map((message) => (
          <MessageView message={message} place={place} list="thread" />
        ))}
      </div>
      <StatusLine id="thread-status" status={thread.status} place={place} />
      <Composer channelId={place.channelId} threadTs={thread.root.ts} to="thread" />
    </aside>
  );
}

function ChannelPane({ place, messages, status, prompts, thread }: ChatPageProps) {
  const channel = place.channels.find(({ id }) => id === place.channelId);
  const name = visibleText(channel?.name ?? place.channelId);
  const to = channel?.kind === "im" ? name : `#${name}`;
  return (
    <section class="channel" aria-labelledby="channel-title">
      <header class="pane-head">
        <div>
          <h2 id="channel-title">{to}</h2>
          {channel?.topic && <p class="muted">{visibleText(channel.topic)}</p>}
        </div>
        <GlobalShortcuts place={place} />
      </header>
      <div id="messages" class="log" role="log" aria-label={`Messages in ${to}`} tabindex={0} data-stick="">
        {messages.length === 0 && (
          <EmptyState icon="message-square" title="Nothing here yet">
            Write to Chief as you would in Slack. Nothing leaves this machine.
          </EmptyState>
        )}
        {messages.map((message) => (
          <MessageView message={message} place={place} list="channel" />
        ))}
      </div>
      <StatusLine id="status" status={status} place={place} />
      {!thread && (
        <div id="prompts">
          <SuggestedPrompts channelId={place.channelId} prompts={prompts} />
        </div>
      )}
      <Composer channelId={place.channelId} to={to} />
    </section>
  );
}

/** The local workspace's chat: it stands in for Slack, and lives by events from the server. */
export function ChatPage(props: ChatPageProps) {
  const { place, you, thread, view } = props;
  const here = thread ? paths.thread(place.channelId, thread.root.ts) : paths.channel(place.channelId);
  return (
    <div class={thread ? "chat with-thread" : "chat"}>
      <h1 class="sr">Chat</h1>
      <ChatSidebar
        people={place.people}
        you={you}
        returnTo={here}
        channels={place.channels}
        currentId={place.channelId}
      />
      <ChannelPane {...props} />
      {thread && <ThreadPane place={place} thread={thread} />}
      <div id="view-place">{view && <ViewDialog {...view} place={place} />}</div>
      <div
        hidden
        hx-sse:connect={paths.channelEvents(place.channelId, seenOf(props.messages, thread), thread?.root.ts)}
        hx-swap="none"
      ></div>
    </div>
  );
}
