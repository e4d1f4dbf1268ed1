import {
  type Action,
  type AnswerMapper,
  type Contract,
  type ContractFault,
  type ContractPlace,
  compileContract,
  insertAction,
  listActions,
  redeclareAction,
} from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db, Queryable, Tx } from "../database/index.ts";
import { type Clock, canonicalJson, type Json } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import type { Vault } from "../vault/index.ts";
import { type Integration, lockIntegration } from "./integrations-store.ts";

export type ContractSaved =
  | { readonly ok: true; readonly action: Action; readonly isNew: boolean }
  | { readonly ok: false; readonly faults: readonly ContractFault[] };

interface Deps {
  readonly db: Db;
  readonly vault: Vault;
  readonly mapper: AnswerMapper;
  readonly clock: Clock;
}

interface SaveAsk {
  readonly integration: Integration;
  readonly contract: Contract;
  /** The action that is declared anew; absent for a new one. */
  readonly actionId?: string | undefined;
  readonly by: string;
}

/** What a contract of this integration must fit in. `actionId` is the action that it declares anew, if any. */
export async function contractPlace(
  { db, vault }: { db: Queryable; vault: Vault },
  integration: Integration,
  actionId?: string,
): Promise<ContractPlace> {
  const { workspaceId, id: integrationId } = integration;
  const [described, actions] = await Promise.all([
    vault.describeCredential(db, { workspaceId, integrationId }),
    listActions(db, workspaceId, integrationId),
  ]);
  const keys = described?.hint.keys ?? [];
  const named = (place: "header" | "query") => keys.filter((key) => key.in === place).map(({ name }) => name);
  return {
    baseUrl: integration.baseUrl,
    credentialHeaders: named("header").map((name) => name.toLowerCase()),
    credentialParameters: named("query"),
    takenNames: new Set(actions.filter(({ id }) => id !== actionId).map(({ name }) => name)),
  };
}

/** Every fault of a contract, also those that only the engine of its expression finds. */
export async function contractFaults(
  deps: Pick<Deps, "mapper">,
  contract: Contract,
  place: ContractPlace,
): Promise<ReturnType<typeof compileContract>> {
  const compiled = compileContract(contract, place);
  const { mapping } = contract;
  if (mapping?.kind !== "jmespath" || mapping.expression.trim() === "") return compiled;
  const message = await deps.mapper.faultIn(mapping.expression);
  if (message === undefined) return compiled;
  const faults = compiled.ok ? [] : compiled.faults;
  return { ok: false, faults: [...faults, { field: "expression", message }] };
}

/**
 * Stores the action that a person declared, or gives its faults. One that is declared anew gets the next version, so
 * that approvals of the old one do not fit, unless nothing about it changed.
 */
export async function saveContract(deps: Deps, ask: SaveAsk): Promise<ContractSaved> {
  if (ask.integration.kind === "mcp") {
    const message = `${ask.integration.name} is an MCP server; what it can do are its tools`;
    return { ok: false, faults: [{ field: "name", message }] };
  }
  const place = await contractPlace(deps, ask.integration, ask.actionId);
  const compiled = await contractFaults(deps, ask.contract, place);
  if (!compiled.ok) return compiled;
  return deps.db.transaction(async (tx) => {
    await lockIntegration(tx, ask.integration);
    const stored = await listActions(tx, ask.integration.workspaceId, ask.integration.id);
    const others = stored.filter(({ id }) => id !== ask.actionId);
    if (others.some(({ name }) => name === compiled.draft.name)) return { ok: false, faults: [TAKEN] };
    const old = stored.find(({ id, source }) => id === ask.actionId && source === "contract");
    if (ask.actionId && !old) return { ok: false, faults: [GONE] };
    const action = await store(tx, ask.integration, { old, draft: compiled.draft });
    if (!action) return { ok: false, faults: [GONE] };
    if (action !== old) await record(tx, ask, { action, isNew: !old, now: deps.clock() });
    return { ok: true, action, isNew: !old };
  });
}

const TAKEN: ContractFault = {
  field: "name",
  message: "This integration has an action of that name; choose another",
};
const GONE: ContractFault = {
  field: "form",
  message: "This action was removed meanwhile. Copy what you need, and make a new one",
};

function store(
  tx: Tx,
  integration: Integration,
  { old, draft }: { old: Action | undefined; draft: Parameters<typeof insertAction>[2] },
): Promise<Action | undefined> {
  if (!old) return insertAction(tx, integration, draft);
  const { id: _id, workspaceId: _w, integrationId: _i, version: _v, enabled: _e, ...before } = old;
  const { enabled: _enabled, ...after } = draft;
  const isSame = canonicalJson(before) === canonicalJson(after);
  return isSame ? Promise.resolve(old) : redeclareAction(tx, old, draft);
}

async function record(
  tx: Tx,
  { integration, by }: SaveAsk,
  { action, isNew, now }: { action: Action; isNew: boolean; now: Date },
): Promise<void> {
  const { workspaceId } = integration;
  await bumpCatalogueVersion(tx, workspaceId);
  const { name, method, path, effect, requiresConfirmation, version } = action;
  const detail: Json = {
    integration: integration.name,
    action: name,
    request: `${method} ${path}`,
    effect,
    requiresConfirmation,
    version,
  };
  const act = isNew ? "action.declared" : "action.changed";
  await recordAct(tx, { workspaceId, actor: by, act, subject: action.id, detail }, now);
}
