import { isGraphqlQuery } from "../../../actions/index.ts";
import { TextField } from "../../ui/field.tsx";
import type { ContractPart } from "./contract-part.ts";

function EffectChoice({ entry: { contract }, faults }: ContractPart) {
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

/** What a call of it does, whether it always asks, how often it may run, and its idempotency key. */
export function CareFields({ entry, faults }: ContractPart) {
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
