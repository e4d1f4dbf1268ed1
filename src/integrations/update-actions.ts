/**
 * A newer description of a connected API.
 *
 *   read and kept (pending) ──▶ shown as a difference ──▶ applied | declined
 *
 * What was shown is what is applied: the difference has a mark, and when the actions have changed since, it is shown
 * anew instead.
 */
import {
  type ActionDiff,
  type ActionDraft,
  compareActions,
  listActions,
  replaceActions,
} from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db, Tx } from "../database/index.ts";
import { type Clock, canonicalJson, sha256Hex } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import { type Dependent, type FindDependents, findDependents } from "./dependents.ts";
import { clearDrift } from "./drift-store.ts";
import type { Integration } from "./integrations-store.ts";
import { importUpload } from "./read-upload.ts";
import { type SwitchOn, switchedOn } from "./switched-on.ts";
import { decideUpload, findPendingUpdate, type OpenApiUpload, saveOpenApiDocument } from "./uploads-store.ts";

/** What a kept document would make of an integration's actions, and what rests on those it touches. */
export interface PreparedUpdate {
  readonly upload: OpenApiUpload;
  readonly diff: ActionDiff;
  readonly dependents: readonly Dependent[];
  /** Identifies exactly this difference. */
  readonly mark: string;
}

export type Applied =
  | { readonly kind: "applied"; readonly diff: ActionDiff }
  /** The actions have changed since the difference was shown. */
  | { readonly kind: "moved" }
  | { readonly kind: "decided_before" };

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly dependents: readonly FindDependents[];
}

/**
 * The update that waits for a decision, compared with the actions as they are now; undefined when none waits. One that
 * was read just now is not read again.
 */
export async function prepareUpdate(
  deps: Pick<Deps, "db" | "dependents">,
  { id, workspaceId, slug }: Pick<Integration, "id" | "workspaceId" | "slug">,
  justRead?: { readonly upload: OpenApiUpload; readonly drafts: readonly ActionDraft[] },
): Promise<PreparedUpdate | undefined> {
  const upload = await findPendingUpdate(deps.db, workspaceId, id);
  if (!upload) return undefined;
  const isRead = justRead?.upload.id === upload.id;
  const operations = isRead ? justRead.drafts : (await importUpload(deps.db, upload)).operations;
  const diff = await compareActions(await listActions(deps.db, workspaceId, id), operations);
  const touched = [...diff.removed, ...diff.changed.map(({ action }) => action)];
  const dependents = await findDependents(deps.dependents, {
    workspaceId,
    integrationId: id,
    slug,
    actions: touched,
  });
  return { upload, diff, dependents, mark: markOf(diff) };
}

/** Whether a document makes no difference that anybody would notice. */
export function isSame({ added, changed, removed }: ActionDiff): boolean {
  return added.length + changed.length + removed.length === 0;
}

function markOf({ added, changed, removed }: ActionDiff): string {
  const line = ({ method, path }: ActionDraft) => `${method} ${path}`;
  const parts = {
    added: added.map(line),
    removed: removed.map(({ id, version }) => [id, version]),
    changed: changed.map(({ action, notes }) => [action.id, action.version, notes]),
  };
  return sha256Hex(canonicalJson(parts));
}

/**
 * Applies what was shown. An operation that stays keeps its action's id, its name, whether it is on and an admin's
 * settings; a new one is on as `switchOn` says; one that is gone is deleted.
 */
export async function applyUpdate(
  deps: Deps,
  integration: Integration,
  decision: { readonly by: string; readonly mark: string; readonly switchOn: SwitchOn },
): Promise<Applied> {
  const prepared = await prepareUpdate(deps, integration);
  if (!prepared) return { kind: "decided_before" };
  if (prepared.mark !== decision.mark) return { kind: "moved" };
  const { upload, diff } = prepared;
  const now = deps.clock();
  const added = diff.added.map((draft) => switchedOn(draft, decision.switchOn));
  return deps.db.transaction(async (tx) => {
    const decided = await decideUpload(tx, upload, { state: "applied", by: decision.by, now });
    if (!decided) return { kind: "decided_before" };
    await replaceActions(tx, integration, { ...diff, added });
    await keepDocument(tx, { ...upload, integrationId: integration.id }, now);
    await clearDrift(tx, integration.workspaceId, integration.id);
    await bumpCatalogueVersion(tx, integration.workspaceId);
    await recordUpdate(tx, integration, { ...prepared, by: decision.by, now });
    return { kind: "applied", diff };
  });
}

/** Makes a kept document the one that the integration's actions come from. */
export async function keepDocument(
  tx: Tx,
  upload: Pick<OpenApiUpload, "workspaceId" | "sha256" | "name" | "sourceUrl" | "report"> & {
    readonly integrationId: string;
  },
  now: Date,
): Promise<void> {
  const { integrationId, workspaceId, sha256, name, sourceUrl, report } = upload;
  const document = { integrationId, workspaceId, sha256, name, sourceUrl, report };
  await saveOpenApiDocument(tx, { ...document, complaints: null, importedAt: now });
}

async function recordUpdate(
  tx: Tx,
  { id, workspaceId, name }: Integration,
  { diff, upload, by, now }: PreparedUpdate & { readonly by: string; readonly now: Date },
): Promise<void> {
  const counts = { added: diff.added.length, changed: diff.changed.length, removed: diff.removed.length };
  const detail = { name, document: upload.name, sha256: upload.sha256, ...counts };
  const act = { workspaceId, actor: by, act: "integration.actions_updated", subject: id, detail };
  await recordAct(tx, act, now);
}

/** Turns down what was shown: nothing changes. False when it was decided on before. */
export async function declineUpdate(
  deps: Pick<Deps, "db" | "clock">,
  { id, workspaceId }: Pick<Integration, "id" | "workspaceId">,
  by: string,
): Promise<boolean> {
  const upload = await findPendingUpdate(deps.db, workspaceId, id);
  if (!upload) return false;
  const declined = await decideUpload(deps.db, upload, { state: "declined", by, now: deps.clock() });
  return declined !== undefined;
}
