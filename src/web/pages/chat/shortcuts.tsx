import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import type { ChatPlace, ChatShortcut } from "./chat-types.ts";

const ofType = (place: ChatPlace, type: ChatShortcut["type"]) =>
  place.shortcuts.filter((shortcut) => shortcut.type === type);

/** The menu of a message, with the app's message shortcuts. */
export function MessageMenu({ place, ts, name }: { place: ChatPlace; ts: string; name: string }) {
  const shortcuts = ofType(place, "message");
  if (shortcuts.length === 0) return null;
  return (
    <details class="overflow message-menu" data-menu="">
      <summary class="button ghost small" aria-label={`Shortcuts for the message of ${name}`}>
        <Icon name="ellipsis" />
      </summary>
      <form class="menu" hx-post={paths.messageShortcut(place.channelId, ts)} hx-swap="none">
        {shortcuts.map((shortcut) => (
          <button type="submit" class="ghost small" name="callback_id" value={shortcut.callbackId}>
            {shortcut.name}
          </button>
        ))}
      </form>
    </details>
  );
}

/** The app's global shortcuts. */
export function GlobalShortcuts({ place }: { place: ChatPlace }) {
  return (
    <form class="row" hx-post={paths.globalShortcut} hx-swap="none">
      {ofType(place, "global").map((shortcut) => (
        <button type="submit" class="small" name="callback_id" value={shortcut.callbackId}>
          <Icon name="plus" /> {shortcut.name}
        </button>
      ))}
    </form>
  );
}
