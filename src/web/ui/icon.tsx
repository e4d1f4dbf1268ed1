import { createContext, useContext } from "hono/jsx";

/** Where the assets of this build are served; `renderPage` provides it, and tests do without. */
export const AssetBase = createContext("/assets/current");

/** The symbols of `assets/icons.svg` that pages use. */
export type IconName =
  | "paperclip"
  | "pause"
  | "play"
  | "arrow-left"
  | "ban"
  | "blocks"
  | "braces"
  | "calendar"
  | "check"
  | "circle-check"
  | "circle-dashed"
  | "circle-x"
  | "clock"
  | "coins"
  | "credit-card"
  | "ellipsis"
  | "external-link"
  | "eye-off"
  | "file-text"
  | "git-branch"
  | "hash"
  | "history"
  | "info"
  | "list-tree"
  | "loader-circle"
  | "log-out"
  | "message-square"
  | "message-square-reply"
  | "plug"
  | "plus"
  | "refresh-cw"
  | "scale"
  | "search"
  | "send"
  | "server"
  | "shield-check"
  | "sparkles"
  | "sun-moon"
  | "table"
  | "thumbs-down"
  | "thumbs-up"
  | "triangle-alert"
  | "unplug"
  | "user"
  | "wrench"
  | "x";

/** A drawing beside a word. It says nothing to a screen reader: the word does. */
export function Icon({ name }: { name: IconName }) {
  const base = useContext(AssetBase);
  return (
    <svg class={`icon icon-${name}`} aria-hidden="true">
      <use href={`${base}/icons.svg#${name}`} />
    </svg>
  );
}
