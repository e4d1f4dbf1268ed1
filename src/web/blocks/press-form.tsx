import type { Child } from "hono/jsx";
import type { JsonObject } from "../../kernel/index.ts";
import { objectAt, textAt, wordsAt } from "./json-view.ts";
import type { Placed } from "./surface.ts";
import { plainText } from "./text-object.tsx";

/** The question before a press, as attributes that htmx and `app.js` understand. */
function confirmation(element: JsonObject) {
  const confirm = objectAt(element, "confirm");
  if (!confirm) return {};
  return {
    // htmx runs a question that begins with `js:`, so foreign words never stand in its own attributes.
    "hx-confirm": "Are you sure?",
    "data-confirm-text": plainText(wordsAt(confirm, "text")) || undefined,
    "data-confirm-title": plainText(wordsAt(confirm, "title")) || undefined,
    "data-confirm-yes": plainText(wordsAt(confirm, "confirm")) || undefined,
    "data-confirm-no": plainText(wordsAt(confirm, "deny")) || undefined,
    "data-confirm-danger": textAt(confirm, "style") === "danger" ? "" : undefined,
  };
}

interface PressFormProps {
  readonly placed: Placed;
  /** Posts as soon as something is chosen, instead of on submit. */
  readonly onChange?: boolean;
  readonly class?: string;
  readonly children: Child;
}

/** The form around one interactive element: it posts block, action and type; the element adds `value`. */
export function PressForm({ placed, onChange, class: className, children }: PressFormProps) {
  const { element, blockId, surface } = placed;
  return (
    <form
      class={className ? `press ${className}` : "press"}
      hx-post={surface.actionUrl}
      hx-swap="none"
      hx-trigger={onChange ? "change" : "submit"}
      {...confirmation(element)}
    >
      <input type="hidden" name="block_id" value={blockId} />
      <input type="hidden" name="action_id" value={textAt(element, "action_id")} />
      <input type="hidden" name="type" value={textAt(element, "type")} />
      {children}
    </form>
  );
}
