import { Field, TextField } from "../../ui/field.tsx";

/** What was entered, by field name; a group of boxes and the rows of conditions hold several values. */
export interface EnteredRule {
  readonly text: (name: string) => string;
  readonly texts: (name: string) => readonly string[];
}

export const NOTHING_ENTERED: EnteredRule = { text: () => "", texts: () => [] };

export interface Choices {
  readonly integrations: readonly { readonly slug: string; readonly name: string }[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly operators: readonly string[];
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const CONDITION_ROWS = 3;
const DEEDS = [
  ["", "whatever it does"],
  ["read", "that only reads"],
  ["change", "that changes or removes something"],
  ["remove", "that removes something"],
] as const;

interface SelectProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

export function Select({ id, name, label, value, options }: SelectProps) {
  return (
    <Field id={id} label={label}>
      <select id={id} name={name}>
        {options.map(([one, words]) => (
          <option value={one} selected={one === value}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The fields that say which calls are meant. What is left empty may be anything. */
export function CallsFields({ entered, choices }: { entered: EnteredRule; choices: Choices }) {
  return (
    <fieldset class="stack">
      <legend>Which calls</legend>
      <div class="columns">
        <Select
          id="rule-integration"
          name="integration"
          label="Integration"
          value={entered.text("integration")}
          options={[["", "any"], ...choices.integrations.map(({ slug, name }) => [slug, name] as const)]}
        />
        <Select
          id="rule-does"
          name="does"
          label="What the call does"
          value={entered.text("does")}
          options={DEEDS}
        />
      </div>
      <Methods chosen={entered.texts("methods")} />
      <div class="columns">
        <TextField
          id="rule-path"
          name="path"
          label="Path"
          value={entered.text("path")}
          hint="* is any one part, ** any number of parts"
          placeholder="/orders/*"
        />
        <TextField
          id="rule-actions"
          name="actions"
          label="Actions"
          value={entered.text("actions")}
          hint="Names, separated by commas"
          placeholder="cancel-order"
        />
        <Select
          id="rule-asked-by"
          name="asked_by"
          label="Asked for by"
          value={entered.text("asked_by")}
          options={[["", "anybody"], ...choices.people.map(({ id, name }) => [id, name] as const)]}
        />
      </div>
      <Conditions entered={entered} operators={choices.operators} />
    </fieldset>
  );
}

function Methods({ chosen }: { chosen: readonly string[] }) {
  return (
    <fieldset class="field">
      <legend>Methods</legend>
      <div class="boxes">
        {METHODS.map((method) => (
          <label class="option">
            <input type="checkbox" name="methods" value={method} checked={chosen.includes(method)} /> {method}
          </label>
        ))}
      </div>
      <small>None chosen means any method</small>
    </fieldset>
  );
}

function Conditions({ entered, operators }: { entered: EnteredRule; operators: readonly string[] }) {
  const [names, ops, values] = ["argument", "operator", "value"].map((name) => entered.texts(name));
  return (
    <fieldset class="field">
      <legend>Only where all of these hold</legend>
      {Array.from({ length: CONDITION_ROWS }, (_, at) => (
        <div class="condition">
          <input
            name="argument"
            value={names?.[at]}
            aria-label={`Argument ${at + 1}`}
            placeholder={at === 0 ? "amount" : ""}
            autocomplete="off"
            spellcheck={false}
          />
          <select name="operator" aria-label={`Comparison ${at + 1}`}>
            {operators.map((operator) => (
              <option value={operator} selected={operator === ops?.[at]}>
                {operator}
              </option>
            ))}
          </select>
          <input
            name="value"
            value={values?.[at]}
            aria-label={`Value ${at + 1}`}
            placeholder={at === 0 ? "100" : ""}
            autocomplete="off"
            spellcheck={false}
          />
        </div>
      ))}
      <small>A name, or a path such as customer.country. “one of” takes values separated by commas</small>
    </fieldset>
  );
}
