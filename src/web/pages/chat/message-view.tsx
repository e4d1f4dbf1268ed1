import { countOf, visibleText } from "../../../kernel/index.ts";
import { Blocks } from "../../blocks/blocks.tsx";
import { emojiOf } from "../../blocks/emoji.ts";
import { parseMarkdown } from "../../blocks/markdown.ts";
import { parseMrkdwn } from "../../blocks/mrkdwn.ts";
import type { Names } from "../../blocks/names.ts";
import { ProseView } from "../../blocks/prose-view.tsx";
import type { Surface } from "../../blocks/surface.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { Time } from "../../ui/time.tsx";
import type { ChatMessage, ChatPlace } from "./chat-types.ts";
import { MessageMenu } from "./shortcuts.tsx";

/** The list that a message stands in: a thread shows its first message a second time. */
export type MessageList = "channel" | "thread";

/** The DOM id of a message, by which an update replaces it. */
export function messageDomId(list: MessageList, ts: string): string {
  return `${list}-${ts.replace(/[^0-9A-Za-z]/g, "-")}`;
}

/** How ids are called in the local workspace. */
export function namesIn(place: Pick<ChatPlace, "people" | "channels" | "timeZone">): Names {
  const people = new Map(place.people.map(({ id, name }) => [id, name]));
  const channels = new Map(place.channels.map(({ id, name }) => [id, name]));
  return {
    user: (id) => people.get(id),
    channel: (id) => channels.get(id),
    timeZone: place.timeZone,
  };
}

function surfaceOf(place: ChatPlace, list: MessageList, ts: string): Surface {
  return {
    names: namesIn(place),
    people: place.people,
    channels: place.channels,
    idPrefix: messageDomId(list, ts),
    actionUrl: paths.messageAction(place.channelId, ts),
  };
}

interface MessageProps {
  readonly message: ChatMessage;
  readonly place: ChatPlace;
  readonly list: MessageList;
}

function Body({ message, place, list }: MessageProps) {
  const surface = surfaceOf(place, list, message.ts);
  if (message.blocks && message.blocks.length > 0)
    return <Blocks blocks={message.blocks} surface={surface} />;
  const nodes = message.markdown === undefined ? parseMrkdwn(message.text) : parseMarkdown(message.markdown);
  return <ProseView nodes={nodes} names={surface.names} />;
}

function Extras({ message, place, list }: MessageProps) {
  const replies = message.replies ?? 0;
  return (
    <>
      {message.files?.map((file) => (
        <p class="file">
          <Icon name="file-text" /> <a href={file.href}>{visibleText(file.name)}</a>
        </p>
      ))}
      {message.reactions && message.reactions.length > 0 && (
        <ul class="chips" aria-label="Reactions">
          {message.reactions.map((reaction) => (
            <li>
              {emojiOf(reaction.name) ?? `:${visibleText(reaction.name)}:`} {reaction.count}
            </li>
          ))}
        </ul>
      )}
      {list === "channel" && !message.isEphemeral && (
        <a class={replies > 0 ? "replies" : "replies quiet"} href={paths.thread(place.channelId, message.ts)}>
          <Icon name="message-square-reply" />{" "}
          {replies > 0 ? countOf(replies, "reply", "replies") : "Reply in thread"}
        </a>
      )}
    </>
  );
}

/** A message in a channel or in a thread. */
export function MessageView(props: MessageProps) {
  const { message, place, list } = props;
  const { author } = message;
  const name = visibleText(author.name);
  return (
    <article
      id={messageDomId(list, message.ts)}
      class={message.isEphemeral ? "message ephemeral" : "message"}
      aria-label={`${name} wrote`}
    >
      <span class={author.isApp ? "avatar app" : "avatar"} aria-hidden="true">
        {[...author.name][0]?.toUpperCase() ?? "?"}
      </span>
      <div class="message-body">
        <p class="by">
          <strong>{name}</strong>
          {author.isApp && <span class="app-mark">APP</span>} <Time at={message.at} now={place.now} />
          {message.isEdited && <small> (edited)</small>}
        </p>
        {message.isEphemeral && (
          <p class="only-you">
            <Icon name="eye-off" /> Only visible to you
          </p>
        )}
        <div class="prose">
          <Body {...props} />
        </div>
        {message.isStreaming && (
          <p class="streaming">
            <Icon name="loader-circle" /> <span>still writing</span>
          </p>
        )}
        <Extras {...props} />
      </div>
      {!message.isEphemeral && <MessageMenu place={place} ts={message.ts} name={name} />}
    </article>
  );
}
