import type { JsonObject } from "../../kernel/index.ts";
import { objectAt, objectsAt, textAt, textsAt, wordsAt } from "./json-view.ts";
import { domId, type Placed, type Surface } from "./surface.ts";
import { plainText, TextLine } from "./text-object.tsx";

interface Option {
  readonly value: string;
  readonly label: string;
}

const optionOf = (option: JsonObject): Option => ({
  value: textAt(option, "value"),
  label: plainText(wordsAt(option, "text")),
});

/** What can be chosen in a select, in groups; a group without a label is not shown as one. */
function groupsOf(element: JsonObject, surface: Surface): { label: string; options: readonly Option[] }[] {
  const type = textAt(element, "type");
  const choices = /users_select$/.test(type)
    ? surface.people
    : /(channels|conversations)_select$/.test(type)
      ? surface.channels
      : undefined;
  if (choices) return [{ label: "", options: choices.map(({ id, name }) => ({ value: id, label: name })) }];
  const groups = objectsAt(element, "option_groups").map((group) => ({
    label: plainText(wordsAt(group, "label")),
    options: objectsAt(group, "options").map(optionOf),
  }));
  return groups.length > 0 ? groups : [{ label: "", options: objectsAt(element, "options").map(optionOf) }];
}

/** The values that are chosen before anybody touches the element. */
function initialValues(element: JsonObject): readonly string[] {
  const options = [objectAt(element, "initial_option"), ...objectsAt(element, "initial_options")];
  const chosen = options.flatMap((option) => (option ? [textAt(option, "value")] : []));
  const singles = ["initial_user", "initial_channel", "initial_conversation"].map((key) =>
    textAt(element, key),
  );
  const lists = ["initial_users", "initial_channels", "initial_conversations"].flatMap((key) =>
    textsAt(element, key),
  );
  return [...chosen, ...singles, ...lists].filter((value) => value !== "");
}

interface ControlProps {
  readonly placed: Placed;
  readonly name: string;
  readonly label?: string | undefined;
  readonly described?: Record<string, string | undefined>;
}

/** A form says nothing about a group in which nothing is chosen; this says that it was there and empty. */
function NothingChosen({ name, form }: { name: string; form: string | undefined }) {
  return <input type="hidden" name={name} value="" form={form} />;
}

/** A select of one or several, over options, people or channels. */
export function SelectControl({ placed, name, label, described }: ControlProps) {
  const { element, surface } = placed;
  const isMultiple = textAt(element, "type").startsWith("multi_");
  const chosen = initialValues(element);
  const placeholder = plainText(wordsAt(element, "placeholder")) || "Choose…";
  return (
    <>
      {isMultiple && <NothingChosen name={name} form={surface.formId} />}
      <select
        id={domId(placed)}
        name={name}
        multiple={isMultiple}
        form={surface.formId}
        aria-label={label === undefined ? placeholder : undefined}
        {...described}
      >
        {!isMultiple && <option value="">{placeholder}</option>}
        {groupsOf(element, surface).map((group) => {
          const options = group.options.map((option) => (
            <option value={option.value} selected={chosen.includes(option.value)}>
              {option.label}
            </option>
          ));
          return group.label === "" ? options : <optgroup label={group.label}>{options}</optgroup>;
        })}
      </select>
    </>
  );
}

/** Check boxes or radio buttons, each with its description. */
export function OptionList({ placed, name, label }: ControlProps) {
  const { element, surface } = placed;
  const type = textAt(element, "type") === "checkboxes" ? "checkbox" : "radio";
  const chosen = initialValues(element);
  return (
    <fieldset class="options">
      <legend class={label === undefined ? "sr" : undefined}>{label ?? "Options"}</legend>
      <NothingChosen name={name} form={surface.formId} />
      {objectsAt(element, "options").map((option) => {
        const description = objectAt(option, "description");
        const value = textAt(option, "value");
        return (
          <label class="option">
            <input
              type={type}
              name={name}
              value={value}
              checked={chosen.includes(value)}
              form={surface.formId}
            />
            <span>
              <TextLine text={objectAt(option, "text") ?? {}} names={surface.names} />
              {description && (
                <small>
                  <TextLine text={description} names={surface.names} />
                </small>
              )}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
