import type { Child } from "hono/jsx";

interface FieldProps {
  /** The id of the control inside, which must point to `<id>-hint` by `aria-describedby`. */
  readonly id: string;
  readonly label: Child;
  readonly hint?: Child;
  /** What is wrong and what would be accepted. It replaces the hint. */
  readonly error?: string | undefined;
  readonly children: Child;
}

/** A label, a control, and below it what to enter or what was wrong with what was entered. */
export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {(error ?? hint) && (
        <small id={`${id}-hint`} class={error ? "error" : undefined}>
          {error ?? hint}
        </small>
      )}
    </div>
  );
}

/** The attributes that tie a control to its `Field`. */
export function describedBy(id: string, told: { error?: string | undefined; hint?: Child }) {
  return {
    id,
    "aria-describedby": told.error || told.hint ? `${id}-hint` : undefined,
    "aria-invalid": told.error ? "true" : undefined,
  };
}

interface TextFieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: Child;
  readonly value?: string | undefined;
  readonly hint?: Child;
  readonly error?: string | undefined;
  readonly type?: "text" | "password" | "url" | "email" | "number" | "date" | "time" | "datetime-local";
  readonly placeholder?: string | undefined;
  readonly autofocus?: boolean;
  /** What the browser offers to fill in. */
  readonly suggestions?: readonly string[] | undefined;
}

/** A field of one line. A password is never filled in by the browser's own store: it is another service's. */
export function TextField({ id, name, label, value, hint, error, type = "text", ...rest }: TextFieldProps) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input
        {...describedBy(id, { error, hint })}
        name={name}
        type={type}
        value={value}
        placeholder={rest.placeholder}
        autocomplete="off"
        autofocus={rest.autofocus}
        spellcheck={type === "text" ? undefined : false}
        list={rest.suggestions?.length ? `${id}-list` : undefined}
      />
      {rest.suggestions && rest.suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {rest.suggestions.map((suggestion) => (
            <option value={suggestion}></option>
          ))}
        </datalist>
      )}
    </Field>
  );
}

/** A field of several lines. */
export function TextAreaField({
  id,
  name,
  label,
  value,
  hint,
  error,
  ...rest
}: TextFieldProps & { rows?: number }) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <textarea
        {...describedBy(id, { error, hint })}
        name={name}
        rows={rest.rows ?? 4}
        placeholder={rest.placeholder}
        spellcheck={false}
      >
        {value ?? ""}
      </textarea>
    </Field>
  );
}
