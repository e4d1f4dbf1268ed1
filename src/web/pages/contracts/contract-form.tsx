import { CONTRACT_METHODS, isGraphqlQuery, type Offer } from "../../../actions/index.ts";
import { paths } from "../../paths.ts";
import { describedBy, Field, TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { ContractEntry } from "./contract-entry.ts";
import { InputRows } from "./input-rows.tsx";
import { OutputFields } from "./output-fields.tsx";
import { PagingFields } from "./paging-fields.tsx";
import { PairRows } from "./pair-rows.tsx";
import { PreviewPanels, type Previews } from "./previews.tsx";
import { type Trial, TrialPanel } from "./trial-panel.tsx";

/** What is wrong, by field of the contract (`name`, `query.0.value`, `inputs.1.default`), and `form` for the whole. */
export type ContractFaults = ReadonlyMap<string, string>;

export interface ContractFormProps {
  readonly integrationId: string;
  readonly entry: ContractEntry;
  readonly faults?: ContractFaults;
  readonly previews: Previews;
  readonly offers: readonly Offer[];
  readonly trial?: Trial;
}

interface PartProps {
  readonly entry: ContractEntry;
  readonly faults: ContractFaults;
}

function WhatItIs({ entry, faults }: PartProps) {
  const { contract } = entry;
  return (
    <section class="panel stack" aria-labelledby="what-title">
      <h2 id="what-title">What it does</h2>
      <TextField
        id="name"
        name="name"
        label="Name"
        value={contract.name}
        hint="How it is called in chat"
        error={faults.get("name")}
        placeholder="refund-order"
      />
      <TextAreaField
        id="description"
        name="description"
        label="Description"
        rows={2}
        value={contract.description}
        hint="In the words that people use: Chief finds it by them"
        error={faults.get("description")}
      />
    </section>
  );
}

function RequestLine({ entry: { contract }, faults }: PartProps) {
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

function Body({ entry: { contract }, faults }: PartProps) {
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

function Offers({ integrationId, offers }: Pick<ContractFormProps, "integrationId" | "offers">) {
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

function RequestFields({
  entry,
  faults,
  integrationId,
  offers,
}: PartProps & Omit<ContractFormProps, "previews">) {
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

function Inputs({ entry, faults }: PartProps) {
  return (
    <section class="panel stack" aria-labelledby="inputs-title">
      <h2 id="inputs-title">Inputs</h2>
      <InputRows
        inputs={entry.contract.inputs}
        samples={entry.samples}
        faultAt={(place) => faults.get(`inputs.${place}`)}
        fault={faults.get("inputs")}
      />
    </section>
  );
}

function EffectChoice({ entry: { contract }, faults }: PartProps) {
  const error = faults.get("effect");
  const isGet = contract.method === "GET";
  const mayRead = isGet || isGraphqlQuery(contract);
  const chosen = mayRead ? contract.effect : "write";
  const option = (effect: string, label: string, hint: string) => (
    <label class="option">
      <input
        type="radio"
        name="effect"
        value={effect}
        checked={chosen === effect}
        disabled={effect === "read" && !mayRead}
        aria-describedby={error ? "effect-fault" : undefined}
      />
      <span>
        {label}
        <small>{hint}</small>
      </span>
    </label>
  );
  return (
    <fieldset class="options">
      <legend>Effect</legend>
      {option(
        "read",
        "Read",
        "Changes nothing; may run at once. Only a GET, or a GraphQL query, can be one.",
      )}
      {option("write", "Write", "Changes something; is asked about first.")}
      {error && (
        <small class="error" id="effect-fault">
          {error}
        </small>
      )}
    </fieldset>
  );
}

function Care({ entry, faults }: PartProps) {
  const { contract } = entry;
  return (
    <section class="panel stack" aria-labelledby="care-title">
      <h2 id="care-title">Care</h2>
      <EffectChoice entry={entry} faults={faults} />
      <label class="option">
        <input type="checkbox" name="requires_confirmation" checked={contract.requiresConfirmation} />
        <span>
          Requires confirmation
          <small>Every call waits for a person's yes, whatever the rules say.</small>
        </span>
      </label>
      <TextField
        id="calls-per-minute"
        name="calls_per_minute"
        label="Calls a minute"
        value={contract.callsPerMinute}
        hint="At most; empty for the usual limit"
        error={faults.get("callsPerMinute")}
      />
      <TextField
        id="idempotency-header"
        name="idempotency_header"
        label="Header for an idempotency key"
        value={contract.idempotencyHeader}
        hint="Such as Idempotency-Key, where this action takes one; empty for that of the integration"
        error={faults.get("idempotencyHeader")}
      />
    </section>
  );
}

/** The editor of one action. The answer to a save replaces it, with its faults beside their fields. */
export function ContractForm(props: ContractFormProps) {
  const { integrationId, entry, faults = new Map(), previews, trial = { kind: "idle" } } = props;
  const action = paths.saveContract(integrationId, entry.actionId);
  return (
    <form
      id="contract"
      class="editor"
      method="post"
      action={action}
      hx-post={action}
      hx-swap="outerHTML"
      novalidate
    >
      <input type="hidden" name="action_id" value={entry.actionId ?? ""} />
      <div class="stack wide">
        {faults.size > 0 && (
          <p class="note tone-bad" role="alert">
            <Icon name="triangle-alert" />
            {faults.get("form") ?? "Not saved yet: look at the fields that are marked below."}
          </p>
        )}
        <WhatItIs entry={entry} faults={faults} />
        <RequestFields {...props} faults={faults} />
        <Inputs entry={entry} faults={faults} />
        <OutputFields entry={entry} faults={faults} />
        <PagingFields entry={entry} faults={faults} />
        <Care entry={entry} faults={faults} />
        <div class="row">
          <button type="submit" class="primary">
            <Icon name="check" /> Save action
          </button>
          <a class="button" href={paths.integration(integrationId)}>
            Cancel
          </a>
        </div>
      </div>
      <div class="stack wide beside">
        <div
          id="previews"
          class="stack wide"
          aria-live="polite"
          hx-post={paths.previewContract(integrationId)}
          hx-trigger="input from:#contract delay:400ms, change from:#contract delay:100ms"
          hx-include="#contract"
          hx-sync="this:replace"
          hx-swap="innerHTML"
        >
          <PreviewPanels previews={previews} />
        </div>
        <TrialPanel integrationId={integrationId} trial={trial} />
      </div>
    </form>
  );
}
