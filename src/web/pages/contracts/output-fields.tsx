import { Field, TextAreaField } from "../../ui/field.tsx";
import type { ContractPart } from "./contract-part.ts";
import { PairRows } from "./pair-rows.tsx";

const KINDS = [
  ["none", "The answer as it comes"],
  ["fields", "Picked fields"],
  ["jmespath", "A JMESPath expression"],
] as const;

/** What becomes of an answer: as it comes, picked fields, or a JMESPath expression; and the sample to try it on. */
export function OutputFields({ entry, faults }: ContractPart) {
  const at = (place: string) => faults.get(`fields.${place.replace("value", "path")}`);
  return (
    <section class="panel stack output" aria-labelledby="output-title">
      <h2 id="output-title">What comes back</h2>
      <Field id="mapping-kind" label="Output">
        <select id="mapping-kind" name="mapping_kind">
          {KINDS.map(([kind, label]) => (
            <option value={kind} selected={kind === entry.mappingKind}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <div class="mapping" data-mapping="fields">
        <PairRows
          id="fields"
          legend="Fields"
          hint={
            <>
              From where in the answer each comes, such as <code>items[*].customer.name</code>. When all paths
              begin with the same list, each of its elements becomes one row.
            </>
          }
          what="Field"
          names={{ name: "field_name", value: "field_path" }}
          labels={{ name: "field", value: "path in the answer" }}
          rows={entry.fields.map(({ name, path }) => ({ name, value: path }))}
          faultAt={at}
          fault={faults.get("fields")}
        />
      </div>
      <div class="mapping" data-mapping="jmespath">
        <TextAreaField
          id="expression"
          name="expression"
          label="Expression"
          rows={3}
          value={entry.expression}
          hint="For what fields cannot say: items[?total > `100`].{id: id, total: total}"
          error={faults.get("expression")}
        />
      </div>
      <details class="inset" open={entry.sampleResponse !== ""}>
        <summary>Sample response</summary>
        <TextAreaField
          id="sample-response"
          name="sample_response"
          label="An answer of the API, to try the output on"
          rows={8}
          value={entry.sampleResponse}
          hint="JSON; it is not saved"
        />
      </details>
    </section>
  );
}
