import { type Request, type Response, Router } from "express";
import {
  blankContract,
  type Contract,
  contractFromCurl,
  contractOf,
  findAction,
  offersIn,
  takeOffer,
} from "../../actions/index.ts";
import {
  contractFaults,
  contractPlace,
  type Integration,
  PROVIDERS,
  removeDeclaredAction,
  replaceCredential,
  saveContract,
} from "../../integrations/index.ts";
import { type Form, formBody, readForm } from "../http/form.ts";
import { type ContractEntry, entryOf, readContractEntry } from "../pages/contracts/contract-entry.ts";
import { ContractForm, type ContractFormProps } from "../pages/contracts/contract-form.tsx";
import { ContractPage } from "../pages/contracts/contract-page.tsx";
import { CurlOutcome, CurlPanel, type CurlTold } from "../pages/contracts/curl-panel.tsx";
import { PreviewPanels } from "../pages/contracts/previews.tsx";
import { TrialPanel } from "../pages/contracts/trial-panel.tsx";
import { paths } from "../paths.ts";
import { Partial } from "../ui/partial.tsx";
import type { WebDeps } from "../web-deps.ts";
import { previewsOf, samplesOf } from "./contract-previews.ts";
import { integrationIn } from "./integration-pages.tsx";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { tryContract } from "./try-contract.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const MOST_FORM_BYTES = 2 * 1024 * 1024;

/** The editor of action contracts, for admins. */
export function contractRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const base = "/integrations/:id/contracts";
  const rule = [gate.membersOnly, gate.adminsOnly, formBody({ maxBytes: MOST_FORM_BYTES })];
  const on =
    (act: (editing: Editing, form: Form) => Promise<void>) => async (request: Request, response: Response) =>
      act(await editingOf(deps, request, response), await readForm(request));
  const show = async (request: Request, response: Response) =>
    showEditor(await editingOf(deps, request, response));
  router.get(`${base}/new`, gate.membersOnly, gate.adminsOnly, show);
  router.get(`${base}/:actionId`, gate.membersOnly, gate.adminsOnly, show);
  router.post(`${base}/preview`, ...rule, on(preview));
  router.post(`${base}/form`, ...rule, on(takeValue));
  router.post(`${base}/curl`, ...rule, on(fillFromCurl));
  router.post(`${base}/try`, ...rule, on(tryOut));
  router.post(base, ...rule, on(save));
  router.post(`${base}/:actionId`, ...rule, on(save));
  router.post(`${base}/:actionId/remove`, gate.membersOnly, gate.adminsOnly, async (request, response) =>
    remove(await editingOf(deps, request, response)),
  );
  return router;
}

/** One request of an admin to the editor of an integration. */
interface Editing {
  readonly deps: WebDeps;
  readonly request: Request;
  readonly response: Response;
  readonly integration: Integration;
  /** The action in the address; undefined where it names none. */
  readonly actionId: string | undefined;
}

async function editingOf(deps: WebDeps, request: Request, response: Response): Promise<Editing> {
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
const entryIn = ({ actionId }: Editing, form: Form) =>
  readContractEntry(form, actionId ?? (form.text("action_id") || undefined));

async function showEditor(editing: Editing): Promise<void> {
  const { deps, request, response, integration, actionId } = editing;
  const from = String(request.query["from"] ?? "");
  const entry = actionId ? await editedEntry(editing, actionId) : await newEntry(editing, from);
  const title = actionId ? entry.contract.name : "New action";
  const children = (
    <ContractPage {...(await formProps(editing, entry))} title={title} integration={integration} />
  );
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

async function storedAction({ deps, integration }: Editing, actionId: string) {
  const action = await findAction(deps.db, integration.workspaceId, actionId);
  if (action?.integrationId !== integration.id) throw notFound("action");
  return action;
}

async function editedEntry(editing: Editing, actionId: string): Promise<ContractEntry> {
  const action = await storedAction(editing, actionId);
  if (action.source !== "contract") throw notFound("action");
  return entryOf(contractOf(action), action.id);
}

async function newEntry(editing: Editing, from: string): Promise<ContractEntry> {
  if (from === "") return entryOf(blankContract());
  const { deps, integration } = editing;
  const contract = contractOf(await storedAction(editing, from));
  const { takenNames } = await contractPlace(deps, integration);
  return entryOf({ ...contract, name: freeName(contract.name, takenNames) });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count++) if (!taken.has(`${name}-${count}`)) return `${name}-${count}`;
}

/** What the form shows for an entry: its previews and offers, and where given its faults. */
async function formProps(
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

async function previews({ deps, integration }: Editing, entry: ContractEntry) {
  const owner = { workspaceId: integration.workspaceId, integrationId: integration.id };
  const [place, credential] = await Promise.all([
    contractPlace(deps, integration, entry.actionId),
    deps.vault.describeCredential(deps.db, owner),
  ]);
  return previewsOf(deps.mapper, entry, { place, credential });
}

async function preview(editing: Editing, form: Form): Promise<void> {
  const shown = await previews(editing, entryIn(editing, form));
  editing.deps.renderer.fragment(editing.response, <PreviewPanels previews={shown} />);
}

async function takeValue(editing: Editing, form: Form): Promise<void> {
  const entry = entryIn(editing, form);
  const offer = offersIn(entry.contract).find(({ where }) => where === form.text("take"));
  const taken = offer
    ? { ...entry, contract: takeOffer(entry.contract, offer), samples: [...entry.samples, offer.value] }
    : entry;
  editing.deps.renderer.fragment(editing.response, <ContractForm {...(await formProps(editing, taken))} />);
}

async function fillFromCurl(editing: Editing, form: Form): Promise<void> {
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
  const { name, description, mapping, requiresConfirmation, callsPerMinute } = entry.contract;
  const kept = { name: name || made.name, description, mapping, requiresConfirmation, callsPerMinute };
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

async function tryOut(editing: Editing, form: Form): Promise<void> {
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

type Fault = { readonly field: string; readonly message: string };

/** Faults of the sample values, beside the samples. */
function sampleFaults(
  { contract }: ContractEntry,
  faults: readonly { path: string; message: string }[],
): Fault[] {
  return faults.map(({ path, message }) => {
    const at = contract.inputs.findIndex(({ name }) => path === name || path.startsWith(`${name}.`));
    return at < 0 ? { field: "form", message } : { field: `inputs.${at}.sample`, message };
  });
}

/** The form again, with everything that was typed, and the faults beside their fields. */
async function showFaults(editing: Editing, entry: ContractEntry, faults: readonly Fault[]): Promise<void> {
  const byField = new Map(faults.map(({ field, message }) => [field, message]));
  editing.deps.renderer.fragment(
    editing.response,
    <Partial target="#contract" swap="outerHTML">
      <ContractForm {...(await formProps(editing, entry, byField))} />
    </Partial>,
    422,
  );
}

async function save(editing: Editing, form: Form): Promise<void> {
  const { deps, request, integration, actionId } = editing;
  const entry = readContractEntry(form, actionId);
  const by = visitorOf(request).id;
  const saved = await saveContract(deps, { integration, contract: entry.contract, actionId, by });
  if (!saved.ok) return showFaults(editing, entry, saved.faults);
  redirect(
    editing,
    `${paths.integration(integration.id)}?q=${encodeURIComponent(saved.action.name)}#actions`,
  );
}

async function remove(editing: Editing): Promise<void> {
  const { deps, request, integration, actionId = "" } = editing;
  const removed = await removeDeclaredAction(deps, { integration, actionId, by: visitorOf(request).id });
  if (!removed) throw notFound("action");
  redirect(editing, `${paths.integration(integration.id)}#actions`);
}

function redirect({ request, response }: Editing, to: string): void {
  if (request.get("hx-request") === "true") response.setHeader("HX-Redirect", to).status(204).end();
  else response.redirect(303, to);
}
