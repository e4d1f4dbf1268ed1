import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import type { ChatChannel, ChatPerson } from "./chat-types.ts";

/** A channel in the list; an event replaces it when its unread count changes. */
export function ChannelEntry({ channel, isCurrent }: { channel: ChatChannel; isCurrent: boolean }) {
  return (
    <li id={`entry-${channel.id}`}>
      <a href={paths.channel(channel.id)} aria-current={isCurrent ? "page" : undefined}>
        <Icon name={channel.kind === "channel" ? "hash" : "user"} /> <span>{visibleText(channel.name)}</span>
        {channel.unread > 0 && !isCurrent && (
          <b class="count">
            {channel.unread}
            <span class="sr"> unread</span>
          </b>
        )}
      </a>
    </li>
  );
}

interface IdentityProps {
  readonly people: readonly ChatPerson[];
  readonly you: ChatPerson;
  /** The page to come back to. */
  readonly returnTo: string;
}

/** Who one speaks as: the local workspace has a few people, so that approvals can be tried from both sides. */
function IdentitySwitch({ people, you, returnTo }: IdentityProps) {
  return (
    <form class="identity" method="post" action={paths.chatIdentity} data-submit-on-change="">
      <input type="hidden" name="return_to" value={returnTo} />
      <label for="you-are">You are</label>
      <select id="you-are" name="member">
        {people.map((person) => (
          <option value={person.id} selected={person.id === you.id}>
            {person.name} ({person.role})
          </option>
        ))}
      </select>
      <noscript>
        <button type="submit" class="small">
          Switch
        </button>
      </noscript>
    </form>
  );
}

/** The left column of the chat: who one is, and where one can write. Without a `currentId` it is the Home tab. */
export function ChatSidebar(
  props: IdentityProps & { channels: readonly ChatChannel[]; currentId: string | undefined },
) {
  return (
    <div class="chat-side">
      <IdentitySwitch {...props} />
      <nav aria-label="Channels">
        <ul class="channels">
          <li>
            <a href={paths.chatHome} aria-current={props.currentId === undefined ? "page" : undefined}>
              <Icon name="blocks" /> <span>Home</span>
            </a>
          </li>
          {props.channels.map((channel) => (
            <ChannelEntry channel={channel} isCurrent={channel.id === props.currentId} />
          ))}
        </ul>
      </nav>
    </div>
  );
}
