import { type Request, type Response, Router } from "express";
import { blankContract, contractOf, findAction, offersIn, takeOffer } from "../../actions/index.ts";
import { contractPlace, removeDeclaredAction, saveContract } from "../../integrations/index.ts";
import { type Form, formBody, readForm } from "../http/form.ts";
import { type ContractEntry, entryOf, readContractEntry } from "../pages/contracts/contract-entry.ts";
import { ContractForm } from "../pages/contracts/contract-form.tsx";
import { ContractPage } from "../pages/contracts/contract-page.tsx";
import { PreviewPanels } from "../pages/contracts/previews.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { fillFromCurl } from "./contract-curl.tsx";
import { type Editing, editingOf, entryIn, formProps, previews, showFaults } from "./contract-editing.tsx";
import { tryOut } from "./contract-trial.tsx";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
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
  const { deps, request, response, integration, actionId = "" } = editing;
  const removed = await removeDeclaredAction(deps, { integration, actionId, by: visitorOf(request).id });
  if (!removed) throw notFound("action");
  // The list is on the page that it was removed on, so a redirect there would not load it anew.
  if (request.get("hx-request") === "true") response.setHeader("HX-Refresh", "true").status(204).end();
  else response.redirect(303, paths.integration(integration.id));
}

function redirect({ request, response }: Editing, to: string): void {
  if (request.get("hx-request") === "true") response.setHeader("HX-Redirect", to).status(204).end();
  else response.redirect(303, to);
}
