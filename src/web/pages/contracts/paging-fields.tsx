import type { DeclaredPaging } from "../../../actions/index.ts";
import { Field, TextField } from "../../ui/field.tsx";
import type { ContractPart } from "./contract-part.ts";

const KINDS: readonly (readonly [DeclaredPaging["kind"], string])[] = [
  ["auto", "Found out from the answers"],
  ["none", "One answer is all there is"],
  ["page", "By the number of the page"],
  ["offset", "By how many records to leave out"],
  ["cursor", "By a cursor out of the answer"],
  ["next_url", "By the URL of the next page"],
];

/** How a list is read to its end, where that cannot be found out, and how far. */
export function PagingFields({ entry, faults }: ContractPart) {
  const { kind = "auto", parameter, nextAt, maxPages } = entry.contract.paging ?? {};
  const isOpen = entry.contract.paging !== undefined;
  const number = maxPages === undefined || Number.isNaN(maxPages) ? "" : String(maxPages);
  return (
    <section class="panel stack" aria-labelledby="paging-title">
      <h2 id="paging-title">Pages</h2>
      <Field id="paging-kind" label="The next page" error={faults.get("paging.kind")}>
        <select id="paging-kind" name="paging_kind">
          {KINDS.map(([value, label]) => (
            <option value={value} selected={value === kind}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <details class="inset" open={isOpen}>
        <summary>Where it stands, and how far to read</summary>
        <TextField
          id="paging-parameter"
          name="paging_parameter"
          label="Parameter"
          value={parameter}
          hint="Of the query, or a member of the JSON body with dots: page, paging.cursor"
          error={faults.get("paging.parameter")}
        />
        <TextField
          id="paging-next-at"
          name="paging_next_at"
          label="Cursor or URL in the answer"
          value={nextAt}
          hint="Names with dots between them: meta.next_cursor"
          error={faults.get("paging.nextAt")}
        />
        <TextField
          id="paging-max-pages"
          name="paging_max_pages"
          label="Most pages"
          value={number}
          hint="Of one read; empty for the usual 500"
          error={faults.get("paging.maxPages")}
        />
      </details>
    </section>
  );
}
