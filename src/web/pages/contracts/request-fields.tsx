import { CONTRACT_METHODS, type Offer } from "../../../actions/index.ts";
import { paths } from "../../paths.ts";
import { describedBy, Field, TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { ContractPart } from "./contract-part.ts";
import { PairRows } from "./pair-rows.tsx";

interface OfferProps {
  readonly integrationId: string;
  readonly offers: readonly Offer[];
}

function RequestLine({ entry: { contract }, faults }: ContractPart) {
  const hint = "Below the base URL; {{name}} where an input goes";
  return (
    <div class="method-path">
      <Field id="method" label="Method" error={faults.get("method")}>
        <select {...describedBy("method", { error: faults.get("method") })} name="method">
          {CONTRACT_METHODS.map((method) => (
            <option value={method} selected={method === contract.method}>
              {method}
            </option>
          ))}
        </select>
      </Field>
      <TextField
        id="path"
        name="path"
        label="Path"
        value={contract.path}
        hint={hint}
        error={faults.get("path")}
        placeholder="/orders/{{order_id}}"
      />
    </div>
  );
}

const BODY_KINDS = [
  ["none", "No body"],
  ["json", "JSON"],
  ["form", "Form"],
  ["multipart", "Form with files (multipart)"],
] as const;

function Body({ entry: { contract }, faults }: ContractPart) {
  return (
    <>
      <Field id="body-kind" label="Body">
        <select id="body-kind" name="body_kind">
          {BODY_KINDS.map(([kind, label]) => (
            <option value={kind} selected={kind === contract.bodyKind}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <div class="body-text">
        <TextAreaField
          id="body"
          name="body"
          label="Body template"
          rows={5}
          value={contract.body}
          hint={
            'JSON as {"amount": {{amount}}}, or for a form one name=value on each line, name=@{{input}} for a file'
          }
          error={faults.get("body")}
        />
      </div>
    </>
  );
}

function Offers({ integrationId, offers }: OfferProps) {
  if (offers.length === 0) return null;
  return (
    <div class="stack offers">
      <small>Make an input of a value that stands there:</small>
      <div class="row">
        {offers.map(({ where, name, value }) => (
          <button
            type="button"
            class="small"
            hx-post={paths.contractForm(integrationId)}
            hx-include="#contract"
            hx-vals={JSON.stringify({ take: where })}
            hx-target="#contract"
            hx-swap="outerHTML"
          >
            <Icon name="braces" /> {name} <span class="muted clip-line">{value}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** What is sent: method and path, query, headers and body, and the values that could become inputs. */
export function RequestFields({ entry, faults, integrationId, offers }: ContractPart & OfferProps) {
  const { contract } = entry;
  const styleOf = (at: number) => (
    <input type="hidden" name="query_style" value={contract.query[at]?.style ?? ""} />
  );
  return (
    <section class="panel stack" aria-labelledby="request-title">
      <h2 id="request-title">What is sent</h2>
      <RequestLine entry={entry} faults={faults} />
      <PairRows
        id="query"
        legend="Query"
        what="Query parameter"
        names={{ name: "query_name", value: "query_value" }}
        labels={{ name: "name", value: "value or {{input}}" }}
        rows={contract.query}
        faultAt={(place) => faults.get(`query.${place}`)}
        moreOf={styleOf}
        more={<input type="hidden" name="query_style" value="" />}
      />
      <PairRows
        id="headers"
        legend="Headers"
        hint="The credential is added by Chief"
        what="Header"
        names={{ name: "header_name", value: "header_value" }}
        labels={{ name: "name", value: "value or {{input}}" }}
        rows={contract.headers}
        faultAt={(place) => faults.get(`headers.${place}`)}
      />
      <Body entry={entry} faults={faults} />
      <Offers integrationId={integrationId} offers={offers} />
    </section>
  );
}
