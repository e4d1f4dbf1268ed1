import { type Contract, contractFromCurl } from "../../actions/index.ts";
import { contractPlace, type Integration, PROVIDERS, replaceCredential } from "../../integrations/index.ts";
import type { Form } from "../http/form.ts";
import type { ContractEntry } from "../pages/contracts/contract-entry.ts";
import { ContractForm } from "../pages/contracts/contract-form.tsx";
import { CurlOutcome, CurlPanel, type CurlTold } from "../pages/contracts/curl-panel.tsx";
import { Partial } from "../ui/partial.tsx";
import { type Editing, entryIn, formProps } from "./contract-editing.tsx";
import { integrationIn } from "./integration-pages.tsx";
import { visitorOf } from "./visitor.ts";

/** Fills the editor from a curl command; what is secret in it goes to the vault when the admin said so, or nowhere. */
export async function fillFromCurl(editing: Editing, form: Form): Promise<void> {
  const { deps, response, integration } = editing;
  const entry = entryIn(editing, form);
  const made = contractFromCurl(form.exact("curl"), await contractPlace(deps, integration, entry.actionId));
  if (!made.ok) return answerCurl(editing, { ok: false, message: made.message });
  const credentialLine = await useCredential(editing, { made, isWanted: form.isOn("use_credential") });
  const filled = filledEntry(entry, made.contract);
  const { contract } = filled;
  const lines = [`The form is filled: ${contract.method} ${contract.path}`, ...credentialLine, ...made.notes];
  // The credential may be another one now, and with it its headers.
  const now = { ...editing, integration: await integrationIn(deps, editing.request) };
  deps.renderer.fragment(
    response,
    <>
      <Partial target="#contract" swap="outerHTML">
        <ContractForm {...(await formProps(now, filled))} />
      </Partial>
      <CurlPartial integration={integration} told={{ ok: true, lines }} />
    </>,
  );
}

/** A command speaks about the request and its inputs; the rest of the form stays as it is. */
function filledEntry(entry: ContractEntry, made: Contract): ContractEntry {
  const { name, description, mapping, requiresConfirmation, callsPerMinute, idempotencyHeader } =
    entry.contract;
  const care = { requiresConfirmation, callsPerMinute, idempotencyHeader };
  const kept = { name: name || made.name, description, mapping, ...care };
  return { ...entry, contract: { ...made, ...kept }, samples: [] };
}

function CurlPartial({ integration, told }: { integration: Integration; told: CurlTold }) {
  return (
    <Partial target="#curl" swap="outerHTML">
      <CurlPanel integrationId={integration.id} integration={integration.name} told={told} />
    </Partial>
  );
}

function answerCurl({ deps, response }: Editing, told: CurlTold): void {
  deps.renderer.fragment(
    response,
    <Partial target="#curl-told" swap="outerHTML">
      <CurlOutcome told={told} />
    </Partial>,
    422,
  );
}

/** Stores the command's credential if the admin said so. Tells in words, without a value, what became of its secrets. */
async function useCredential(
  { deps, request, integration }: Editing,
  { made, isWanted }: { made: Extract<ReturnType<typeof contractFromCurl>, { ok: true }>; isWanted: boolean },
): Promise<string[]> {
  if (made.secrets.length === 0) return isWanted ? ["There was no credential in it"] : [];
  const found = made.secrets.join(", ");
  if (!made.credential) return [`Left out, because it is secret: ${found}`];
  if (!isWanted) {
    return [
      `Left out, because it is secret: ${found}. To use it for ${integration.name}, tick the box and paste again`,
    ];
  }
  const consentDeps = { ...deps, providers: PROVIDERS };
  const asked = { by: visitorOf(request).id, input: made.credential };
  const replaced = await replaceCredential(consentDeps, integration, asked);
  if (!replaced.ok)
    return [`The credential was not stored: ${replaced.faults.map(({ message }) => message).join("; ")}`];
  return [`Into the vault, as the credential of ${integration.name}: ${found}. ${replaced.probe.note}`];
}
