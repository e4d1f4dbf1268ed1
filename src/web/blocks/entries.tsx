import { isTrueAt, numberAt, textAt, wordsAt } from "./json-view.ts";
import { domId, type Placed } from "./surface.ts";
import { plainText } from "./text-object.tsx";

const INPUT_TYPES: Readonly<
  Record<string, "text" | "url" | "email" | "number" | "date" | "time" | "datetime-local">
> = {
  plain_text_input: "text",
  url_text_input: "url",
  email_text_input: "email",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

/** Whether an element is one that text, a number or a date is typed into. */
export function isEntry(type: string): boolean {
  return Object.hasOwn(INPUT_TYPES, type) || type === "rich_text_input";
}

function initialText({ element }: Placed): string {
  const seconds = numberAt(element, "initial_date_time");
  if (seconds !== undefined) return new Date(seconds * 1000).toISOString().slice(0, 16);
  return (
    textAt(element, "initial_value") || textAt(element, "initial_date") || textAt(element, "initial_time")
  );
}

interface EntryProps {
  readonly placed: Placed;
  readonly name: string;
  readonly label?: string | undefined;
  readonly described?: Record<string, string | undefined>;
}

/** A field to type into: text of one or more lines, a number, an address, a date, a time. */
export function EntryControl({ placed, name, label, described }: EntryProps) {
  const { element, surface } = placed;
  const type = textAt(element, "type");
  const placeholder = plainText(wordsAt(element, "placeholder")) || undefined;
  const shared = {
    id: domId(placed),
    name,
    placeholder,
    form: surface.formId,
    maxlength: numberAt(element, "max_length"),
    minlength: numberAt(element, "min_length"),
    "aria-label": label === undefined ? (placeholder ?? type.replaceAll("_", " ")) : undefined,
    autofocus: isTrueAt(element, "focus_on_load"),
    ...described,
  };
  if (isTrueAt(element, "multiline") || type === "rich_text_input") {
    return (
      <textarea {...shared} rows={4}>
        {initialText(placed)}
      </textarea>
    );
  }
  return (
    <input
      {...shared}
      type={INPUT_TYPES[type] ?? "text"}
      value={initialText(placed)}
      min={textAt(element, "min_value") || undefined}
      max={textAt(element, "max_value") || undefined}
      step={isTrueAt(element, "is_decimal_allowed") ? "any" : undefined}
      autocomplete="off"
    />
  );
}
