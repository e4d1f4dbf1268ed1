import type { ContractFault } from "../../actions/index.ts";
import { contractFaults, contractPlace } from "../../integrations/index.ts";
import type { Form } from "../http/form.ts";
import type { ContractEntry } from "../pages/contracts/contract-entry.ts";
import { TrialPanel } from "../pages/contracts/trial-panel.tsx";
import { Partial } from "../ui/partial.tsx";
import { type Editing, entryIn, showFaults } from "./contract-editing.tsx";
import { samplesOf } from "./contract-previews.ts";
import { tryContract } from "./try-contract.ts";
import { visitorOf } from "./visitor.ts";

/** Answers "Test against the real API": what came of it, what has to be confirmed first, or what is wrong. */
export async function tryOut(editing: Editing, form: Form): Promise<void> {
  const { deps, request, response, integration } = editing;
  const entry = entryIn(editing, form);
  const place = await contractPlace(deps, integration, entry.actionId);
  // It can be tried before it has a name.
  const { name, description } = entry.contract;
  const named = {
    ...entry.contract,
    name: name || "unnamed",
    description: description || "not described yet",
  };
  const compiled = await contractFaults(deps, named, place);
  if (!compiled.ok) return showFaults(editing, entry, compiled.faults);
  const owner = { workspaceId: integration.workspaceId, integrationId: integration.id };
  const tried = await tryContract(deps, {
    visitor: visitorOf(request),
    integration,
    credential: await deps.vault.describeCredential(deps.db, owner),
    draft: compiled.draft,
    samples: samplesOf(entry),
    confirmed: { hash: form.text("confirm"), callId: form.text("call") },
  });
  if (!tried.ok) return showFaults(editing, entry, sampleFaults(entry, tried.faults));
  deps.renderer.fragment(
    response,
    <Partial target="#trial" swap="outerHTML">
      <TrialPanel integrationId={integration.id} trial={tried.trial} />
    </Partial>,
  );
}

/** Faults of the sample values, beside the samples. */
function sampleFaults(
  { contract }: ContractEntry,
  faults: readonly { path: string; message: string }[],
): ContractFault[] {
  return faults.map(({ path, message }) => {
    const at = contract.inputs.findIndex(({ name }) => path === name || path.startsWith(`${name}.`));
    return at < 0 ? { field: "form", message } : { field: `inputs.${at}.sample`, message };
  });
}
