import { WAITING_ID, WaitingCount } from "../../ui/page.tsx";
import { Partial } from "../../ui/partial.tsx";
import { StatusText } from "./chat-page.tsx";
import { ChannelEntry } from "./chat-sidebar.tsx";
import type { ChatChannel, ChatMessage, ChatPlace, ChatStatus } from "./chat-types.ts";
import { type SuggestedPrompt, SuggestedPrompts } from "./composer.tsx";
import { type MessageList, MessageView, messageDomId } from "./message-view.tsx";
import { ViewDialog, type ViewDialogProps } from "./view-dialog.tsx";

const LISTS: Readonly<Record<MessageList, string>> = { channel: "#messages", thread: "#thread-messages" };

const STATUS_LINES: Readonly<Record<MessageList, string>> = { channel: "#status", thread: "#thread-status" };

/** What happened in the local workspace, seen by one open chat page. */
export type ChatUpdate =
  | { readonly kind: "added" | "changed"; readonly list: MessageList; readonly message: ChatMessage }
  | { readonly kind: "list"; readonly list: MessageList; readonly messages: readonly ChatMessage[] }
  | { readonly kind: "removed"; readonly list: MessageList; readonly ts: string }
  | { readonly kind: "status"; readonly list: MessageList; readonly status?: ChatStatus | undefined }
  | { readonly kind: "prompts"; readonly prompts: readonly SuggestedPrompt[] }
  | { readonly kind: "channel"; readonly channel: ChatChannel }
  | { readonly kind: "waiting"; readonly count: number }
  | ({ readonly kind: "view-opened" } & Pick<ViewDialogProps, "view" | "errors">)
  | { readonly kind: "view-closed" };

/** The part of an open chat page that an update replaces; send it down the page's stream of events. */
export function ChatUpdateView({ update, place }: { update: ChatUpdate; place: ChatPlace }) {
  switch (update.kind) {
    case "added":
      return (
        <Partial target={LISTS[update.list]} swap="beforeend">
          <MessageView message={update.message} place={place} list={update.list} />
        </Partial>
      );
    case "changed":
      return (
        <Partial target={`#${messageDomId(update.list, update.message.ts)}`} swap="outerHTML">
          <MessageView message={update.message} place={place} list={update.list} />
        </Partial>
      );
    case "list":
      return (
        <Partial target={LISTS[update.list]} swap="innerHTML">
          {update.messages.map((message) => (
            <MessageView message={message} place={place} list={update.list} />
          ))}
        </Partial>
      );
    case "removed":
      return <Partial target={`#${messageDomId(update.list, update.ts)}`} swap="delete" />;
    case "status":
      return (
        <Partial target={STATUS_LINES[update.list]} swap="innerHTML">
          <StatusText status={update.status} place={place} />
        </Partial>
      );
    case "prompts":
      return (
        <Partial target="#prompts" swap="innerHTML">
          <SuggestedPrompts channelId={place.channelId} prompts={update.prompts} />
        </Partial>
      );
    case "channel":
      return (
        <Partial target={`[id="entry-${update.channel.id.replace(/[^A-Za-z0-9_-]/g, "")}"]`} swap="outerHTML">
          <ChannelEntry channel={update.channel} isCurrent={update.channel.id === place.channelId} />
        </Partial>
      );
    case "waiting":
      return (
        <Partial target={`#${WAITING_ID}`} swap="innerHTML">
          <WaitingCount waiting={update.count} />
        </Partial>
      );
    case "view-opened":
      return (
        <Partial target="#view-place" swap="innerHTML">
          <ViewDialog view={update.view} errors={update.errors} place={place} />
        </Partial>
      );
    case "view-closed":
      return <Partial target="#view-place" swap="innerHTML" />;
  }
}
