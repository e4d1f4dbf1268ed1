import { type ContractInput, INPUT_TYPES } from "../../../actions/index.ts";
import { Icon } from "../../ui/icon.tsx";

const PATH_USES = [
  ["segment", "one segment"],
  ["encoded", "one, / as %2F"],
  ["path", "several segments"],
] as const;

interface CellProps {
  readonly label: string;
  readonly name: string;
  readonly value?: string | undefined;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  readonly id: string;
}

/** The label is around its control, so that a row that the browser copies needs no ids. */
function Cell({ label, name, value, placeholder, error, id }: CellProps) {
  return (
    <label class="field">
      {label}
      <input
        name={name}
        value={value}
        placeholder={placeholder}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? id : undefined}
        autocomplete="off"
        spellcheck={false}
      />
      {error && (
        <small class="error" id={id}>
          {error}
        </small>
      )}
    </label>
  );
}

interface ChoiceProps extends Omit<CellProps, "placeholder"> {
  readonly options: readonly (readonly [value: string, label: string])[];
}

function Choice({ label, name, value, options, error, id }: ChoiceProps) {
  return (
    <label class="field">
      {label}
      <select name={name} aria-invalid={error ? "true" : undefined} aria-describedby={error ? id : undefined}>
        {options.map(([option, words]) => (
          <option value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
      {error && (
        <small class="error" id={id}>
          {error}
        </small>
      )}
    </label>
  );
}

interface InputRowProps {
  readonly id?: string;
  readonly input?: ContractInput | undefined;
  readonly sample?: string | undefined;
  readonly faultAt?: (part: string) => string | undefined;
}

function InputRow({ id = "", input, sample, faultAt = () => undefined }: InputRowProps) {
  const of = (part: string) => ({ name: `input_${part}`, id: `${id}-${part}`, error: faultAt(part) });
  const required = input?.required === false ? "optional" : "required";
  return (
    <div class="input-row" data-row="">
      <Cell label="Name" {...of("name")} value={input?.name} placeholder="order_id" />
      <Choice
        label="Type"
        {...of("type")}
        value={input?.type}
        options={INPUT_TYPES.map((type) => [type, type] as const)}
      />
      <Choice
        label="Needed"
        {...of("required")}
        value={required}
        options={[
          ["required", "required"],
          ["optional", "optional"],
        ]}
      />
      <Cell label="Default" {...of("default")} value={input?.default} />
      <Cell label="Allowed values" {...of("values")} value={input?.values} placeholder="open, closed" />
      <Choice label="In the path" {...of("path_use")} value={input?.pathUse} options={PATH_USES} />
      <Cell label="What it is" {...of("description")} value={input?.description} />
      <Cell label="Sample, for the test" {...of("sample")} value={sample} />
      <button
        type="button"
        class="ghost small"
        data-remove-row=""
        aria-label={`Remove the input ${input?.name ?? ""}`}
      >
        <Icon name="x" /> Remove
      </button>
    </div>
  );
}

interface InputRowsProps {
  readonly inputs: readonly ContractInput[];
  readonly samples: readonly string[];
  /** By `<place>.name`, `<place>.default`, `<place>.sample`, … */
  readonly faultAt: (place: string) => string | undefined;
  readonly fault?: string | undefined;
}

/** The typed inputs of a contract, each with a sample value for the preview and the test. */
export function InputRows({ inputs, samples, faultAt, fault }: InputRowsProps) {
  return (
    <fieldset class="rows" data-rows="">
      <legend class="sr">Inputs</legend>
      <div class="rows" data-list="">
        {inputs.map((input, at) => (
          <InputRow
            id={`input-${at}`}
            input={input}
            sample={samples[at]}
            faultAt={(part) => faultAt(`${at}.${part}`)}
          />
        ))}
      </div>
      {fault && <small class="error">{fault}</small>}
      <template>
        <InputRow />
      </template>
      <div>
        <button type="button" class="small" data-add-row="">
          <Icon name="plus" /> Add input
        </button>
      </div>
    </fieldset>
  );
}
