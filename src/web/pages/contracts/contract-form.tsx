import type { Offer } from "../../../actions/index.ts";
import { paths } from "../../paths.ts";
import { FaultNote } from "../../ui/fault-note.tsx";
import { TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { CareFields } from "./care-fields.tsx";
import type { ContractEntry } from "./contract-entry.ts";
import type { ContractFaults, ContractPart } from "./contract-part.ts";
import { InputRows } from "./input-rows.tsx";
import { OutputFields } from "./output-fields.tsx";
import { PagingFields } from "./paging-fields.tsx";
import { PreviewPanels, type Previews } from "./previews.tsx";
import { RequestFields } from "./request-fields.tsx";
import { type Trial, TrialPanel } from "./trial-panel.tsx";

export interface ContractFormProps {
  readonly integrationId: string;
  readonly entry: ContractEntry;
  readonly faults?: ContractFaults;
  readonly previews: Previews;
  readonly offers: readonly Offer[];
  readonly trial?: Trial;
}

function WhatItIs({ entry, faults }: ContractPart) {
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

function Inputs({ entry, faults }: ContractPart) {
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

/** The editor of one action. The answer to a save replaces it, with its faults beside their fields. */
export function ContractForm(props: ContractFormProps) {
  const { integrationId, entry, faults = new Map(), previews, offers, trial = { kind: "idle" } } = props;
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
          <FaultNote>
            {faults.get("form") ?? "Not saved yet: look at the fields that are marked below."}
          </FaultNote>
        )}
        <WhatItIs entry={entry} faults={faults} />
        <RequestFields entry={entry} faults={faults} integrationId={integrationId} offers={offers} />
        <Inputs entry={entry} faults={faults} />
        <OutputFields entry={entry} faults={faults} />
        <PagingFields entry={entry} faults={faults} />
        <CareFields entry={entry} faults={faults} />
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
