import type { Request, Response } from "express";
import { type ContractFault, offersIn } from "../../actions/index.ts";
import { contractPlace, type Integration } from "../../integrations/index.ts";
import type { Form } from "../http/form.ts";
import { type ContractEntry, readContractEntry } from "../pages/contracts/contract-entry.ts";
import { ContractForm, type ContractFormProps } from "../pages/contracts/contract-form.tsx";
import { Partial } from "../ui/partial.tsx";
import type { WebDeps } from "../web-deps.ts";
import { previewsOf } from "./contract-previews.ts";
import { integrationIn } from "./integration-pages.tsx";

/** One request of an admin to the editor of an integration. */
export interface Editing {
  readonly deps: WebDeps;
  readonly request: Request;
  readonly response: Response;
  readonly integration: Integration;
  /** The action in the address; undefined where it names none. */
  readonly actionId: string | undefined;
}

export async function editingOf(deps: WebDeps, request: Request, response: Response): Promise<Editing> {
  const integration = await integrationIn(deps, request);
  const actionId = request.params["actionId"];
  return {
    deps,
    request,
    response,
    integration,
    actionId: actionId === undefined ? undefined : String(actionId),
  };
}

/** The editor's form reads the id of the action that it edits from a hidden field, or from the address of the save. */
export const entryIn = ({ actionId }: Editing, form: Form) =>
  readContractEntry(form, actionId ?? (form.text("action_id") || undefined));

/** What the form shows for an entry: its previews and offers, and where given its faults. */
export async function formProps(
  editing: Editing,
  entry: ContractEntry,
  faults?: ContractFormProps["faults"],
): Promise<ContractFormProps> {
  const { integration } = editing;
  return {
    integrationId: integration.id,
    entry,
    previews: await previews(editing, entry),
    offers: offersIn(entry.contract),
    ...(faults ? { faults } : {}),
  };
}

export async function previews({ deps, integration }: Editing, entry: ContractEntry) {
  const owner = { workspaceId: integration.workspaceId, integrationId: integration.id };
  const [place, credential] = await Promise.all([
    contractPlace(deps, integration, entry.actionId),
    deps.vault.describeCredential(deps.db, owner),
  ]);
  return previewsOf(deps.mapper, entry, { place, credential });
}

/** The form again, with everything that was typed, and the faults beside their fields. */
export async function showFaults(
  editing: Editing,
  entry: ContractEntry,
  faults: readonly ContractFault[],
): Promise<void> {
  const byField = new Map(faults.map(({ field, message }) => [field, message]));
  editing.deps.renderer.fragment(
    editing.response,
    <Partial target="#contract" swap="outerHTML">
      <ContractForm {...(await formProps(editing, entry, byField))} />
    </Partial>,
    422,
  );
}
