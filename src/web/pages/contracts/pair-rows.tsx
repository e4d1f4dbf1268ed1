import type { Child } from "hono/jsx";
import { Icon } from "../../ui/icon.tsx";

interface PairRowProps {
  /** What a row is, such as `Query parameter`. */
  readonly what: string;
  readonly names: { readonly name: string; readonly value: string };
  readonly labels: { readonly name: string; readonly value: string };
  readonly row?: { readonly name: string; readonly value: string } | undefined;
  readonly errors?: { readonly name?: string | undefined; readonly value?: string | undefined };
  /** The row's own id, for what its faults are tied to; a row that is added in the browser has no faults. */
  readonly id?: string;
  readonly more?: Child;
}

/** A fault below the control it is about. */
function RowFault({ id, text }: { id: string; text: string | undefined }) {
  return text === undefined ? null : (
    <small class="error" id={id}>
      {text}
    </small>
  );
}

function PairRow({ what, names, labels, row, errors = {}, id = "", more }: PairRowProps) {
  const control = (part: "name" | "value") => (
    <div class="field">
      <input
        name={names[part]}
        value={row?.[part]}
        aria-label={`${what}: ${labels[part]}`}
        placeholder={labels[part]}
        aria-invalid={errors[part] ? "true" : undefined}
        aria-describedby={errors[part] ? `${id}-${part}-fault` : undefined}
        autocomplete="off"
        spellcheck={false}
      />
      <RowFault id={`${id}-${part}-fault`} text={errors[part]} />
    </div>
  );
  return (
    <div class="pair" data-row="">
      {control("name")}
      {control("value")}
      {more}
      <button
        type="button"
        class="ghost small"
        data-remove-row=""
        aria-label={`Remove this ${what.toLowerCase()}`}
      >
        <Icon name="x" />
      </button>
    </div>
  );
}

interface PairRowsProps {
  readonly id: string;
  readonly legend: string;
  readonly hint?: Child;
  readonly what: string;
  readonly names: { readonly name: string; readonly value: string };
  readonly labels: { readonly name: string; readonly value: string };
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  /** By `<place>.name` and `<place>.value`. */
  readonly faultAt: (place: string) => string | undefined;
  readonly fault?: string | undefined;
  readonly moreOf?: (at: number) => Child;
  readonly more?: Child;
}

/** Names with their values, as many as there are; a row more with the button, which also works from the keyboard. */
export function PairRows(props: PairRowsProps) {
  const { id, legend, hint, rows, faultAt, fault, moreOf, more, what, names, labels } = props;
  const kind = { what, names, labels };
  return (
    <fieldset class="rows" data-rows="">
      <legend>{legend}</legend>
      {hint && <small>{hint}</small>}
      <div class="rows" data-list="">
        {rows.map((row, at) => (
          <PairRow
            {...kind}
            id={`${id}-${at}`}
            row={row}
            errors={{ name: faultAt(`${at}.name`), value: faultAt(`${at}.value`) }}
            more={moreOf?.(at)}
          />
        ))}
      </div>
      {fault && <small class="error">{fault}</small>}
      <template>
        <PairRow {...kind} more={more} />
      </template>
      <div>
        <button type="button" class="small" data-add-row="">
          <Icon name="plus" /> Add {what.toLowerCase()}
        </button>
      </div>
    </fieldset>
  );
}
