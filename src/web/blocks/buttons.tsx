import { Icon } from "../ui/icon.tsx";
import { objectAt, objectsAt, textAt, wordsAt } from "./json-view.ts";
import { PressForm } from "./press-form.tsx";
import { linkUrl } from "./safe-url.ts";
import type { Placed } from "./surface.ts";
import { plainText } from "./text-object.tsx";

/** A button; one with an address opens it instead of telling Chief. */
export function ButtonElement(placed: Placed) {
  const { element, surface } = placed;
  const label = plainText(wordsAt(element, "text"));
  const style = { primary: "primary", danger: "danger" }[textAt(element, "style")] ?? "";
  const url = linkUrl(textAt(element, "url"));
  if (url !== undefined) {
    return (
      <a
        class={`button small ${style}`}
        href={url}
        title={url}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {label} <Icon name="external-link" />
      </a>
    );
  }
  return (
    <PressForm placed={placed}>
      <button
        type="submit"
        class={`small ${style}`}
        name="value"
        value={textAt(element, "value")}
        disabled={surface.actionUrl === undefined}
        aria-label={textAt(element, "accessibility_label") || undefined}
      >
        {label}
      </button>
    </PressForm>
  );
}

/** The "…" menu: a few buttons under one. */
export function OverflowElement(placed: Placed) {
  return (
    <details class="overflow" data-menu="">
      <summary class="button small" aria-label="More actions">
        <Icon name="ellipsis" />
      </summary>
      <PressForm placed={placed} class="menu">
        {objectsAt(placed.element, "options").map((option) => (
          <button type="submit" class="ghost small" name="value" value={textAt(option, "value")}>
            {plainText(wordsAt(option, "text"))}
          </button>
        ))}
      </PressForm>
    </details>
  );
}

/** Thumbs up and down under an answer. */
export function FeedbackElement(placed: Placed) {
  const positive = objectAt(placed.element, "positive_button") ?? {};
  const negative = objectAt(placed.element, "negative_button") ?? {};
  return (
    <PressForm placed={placed} class="feedback">
      <button type="submit" class="ghost small" name="value" value="positive_button">
        <Icon name="thumbs-up" />{" "}
        <span class="sr">{plainText(wordsAt(positive, "text")) || "Good answer"}</span>
      </button>
      <button type="submit" class="ghost small" name="value" value="negative_button">
        <Icon name="thumbs-down" />{" "}
        <span class="sr">{plainText(wordsAt(negative, "text")) || "Bad answer"}</span>
      </button>
    </PressForm>
  );
}

/** A small button of a context line, in words. */
export function IconButtonElement(placed: Placed) {
  const label = plainText(wordsAt(placed.element, "text"));
  return (
    <PressForm placed={placed}>
      <button type="submit" class="ghost small" name="value" value={textAt(placed.element, "value")}>
        {label}
      </button>
    </PressForm>
  );
}
