import { ButtonElement, FeedbackElement, IconButtonElement, OverflowElement } from "./buttons.tsx";
import { OptionList, SelectControl } from "./choices.tsx";
import { EntryControl, isEntry } from "./entries.tsx";
import { ImageView } from "./image.tsx";
import { textAt } from "./json-view.ts";
import { PressForm } from "./press-form.tsx";
import type { Placed } from "./surface.ts";
import { UnknownBox } from "./unknown.tsx";

const IS_SELECT = /^(multi_)?(static|users|channels|conversations)_select$/;

/** An interactive element of an `actions`, `section` or `context_actions` block. */
export function Element(placed: Placed) {
  const type = textAt(placed.element, "type");
  if (type === "button") return <ButtonElement {...placed} />;
  if (type === "overflow") return <OverflowElement {...placed} />;
  if (type === "feedback_buttons") return <FeedbackElement {...placed} />;
  if (type === "icon_button") return <IconButtonElement {...placed} />;
  if (type === "image") return <ImageView image={placed.element} />;
  if (IS_SELECT.test(type)) {
    return (
      <PressForm placed={placed} onChange>
        <SelectControl placed={placed} name="value" />
      </PressForm>
    );
  }
  if (type === "checkboxes" || type === "radio_buttons") {
    return (
      <PressForm placed={placed} onChange>
        <OptionList placed={placed} name="value" />
      </PressForm>
    );
  }
  if (isEntry(type)) {
    return (
      <PressForm placed={placed} onChange>
        <EntryControl placed={placed} name="value" />
      </PressForm>
    );
  }
  return <UnknownBox what="element" type={type} content={placed.element} />;
}

/** The control of an `input` block: it belongs to the modal's form and posts nothing by itself. */
export function InputControl(props: { placed: Placed; name: string; label: string; described: Described }) {
  const type = textAt(props.placed.element, "type");
  if (IS_SELECT.test(type)) return <SelectControl {...props} />;
  if (type === "checkboxes" || type === "radio_buttons") return <OptionList {...props} />;
  if (isEntry(type)) return <EntryControl {...props} />;
  return <UnknownBox what="element" type={type} content={props.placed.element} />;
}

export type Described = Record<string, string | undefined>;
