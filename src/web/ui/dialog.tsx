import type { Child } from "hono/jsx";
import { Icon } from "./icon.tsx";

interface DialogProps {
  readonly id: string;
  readonly title: Child;
  readonly children: Child;
  /** Opens as soon as it is on the page, as a modal that the server pushed does. */
  readonly showAtOnce?: boolean;
  /** Told when the person closes it. */
  readonly closeUrl?: string | undefined;
}

/** A native modal dialog. A button with `data-open="<id>"` opens it; Escape and a click beside it close it. */
export function Dialog({ id, title, children, showAtOnce, closeUrl }: DialogProps) {
  return (
    <dialog id={id} aria-labelledby={`${id}-title`} data-show={showAtOnce ? "" : undefined}>
      <header class="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button
          type="button"
          class="ghost small"
          aria-label="Close"
          data-close=""
          hx-post={closeUrl}
          hx-swap={closeUrl && "none"}
        >
          <Icon name="x" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
