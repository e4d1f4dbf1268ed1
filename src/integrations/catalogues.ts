/**
 * The catalogues of all workspaces, in memory, each brought up to date by what changed.
 *
 * A workspace has two versions in its row: one rises with every change of integrations and actions, the other with
 * everything that its usage memory learns. When the first moved, each integration's fingerprint in the database tells
 * whether its actions have to be read and indexed again; the others keep their index. When only the second moved, no
 * action is read. What a run holds never changes: a newer catalogue is another object.
 */
import {
  type ActionSearch,
  actionFingerprints,
  createActionSearch,
  listActions,
  listUsage,
  listVectors,
  type SmallVector,
  vectorsFingerprint,
} from "../actions/index.ts";
import { addJob, type Db } from "../database/index.ts";
import { sha256Hex } from "../kernel/index.ts";
import { type Catalogue, type CataloguePart, catalogueOf } from "./catalogue.ts";
import { EMBED_ACTIONS } from "./embed-actions.ts";
import { type Integration, listIntegrations } from "./integrations-store.ts";
import type { MeaningOf } from "./meaning.ts";

/** Gives the catalogue of a workspace, reloaded only as far as its versions moved. */
export interface Catalogues {
  /** Both versions as just read from the workspace's row; without the second, memory is left as it is known. */
  at(workspaceId: string, version: number, memoryVersion?: number): Promise<Catalogue>;
}

interface KnownPart extends CataloguePart {
  readonly fingerprint: string;
}

/** A workspace as it was loaded. `words` knows no memory; `catalogue` searches by both. */
interface Loaded {
  readonly parts: readonly KnownPart[];
  readonly words: ActionSearch;
  readonly catalogue: Catalogue;
  readonly vectors: { readonly fingerprint: string; readonly actions: ReadonlyMap<string, SmallVector> };
}

/** What search by meaning needs; without it search goes by words. */
export interface Embedding {
  readonly model: string;
  readonly meaningOf: MeaningOf;
}

interface Versions {
  readonly version: number;
  readonly memoryVersion: number;
}

/** Catalogues by workspace. Two turns that ask for the same new versions share one load. */
export function createCatalogues({ db, embedding }: { db: Db; embedding?: Embedding }): Catalogues {
  const known = new Map<string, Versions & { loaded: Promise<Loaded> }>();

  async function load(workspaceId: string, wanted: Versions): Promise<Loaded> {
    const before = known.get(workspaceId);
    const old = await before?.loaded.catch(() => undefined);
    const isSame = old !== undefined && before !== undefined && before.version >= wanted.version;
    const { parts, words } = isSame ? old : await readParts(db, workspaceId, old);
    if (embedding && !isSame) await addJob(db, embedJob(workspaceId));
    const search = words.remembering(await listUsage(db, workspaceId));
    const vectors = embedding ? await readVectors(workspaceId, embedding.model, old) : NO_VECTORS;
    const meaning = embedding && { of: embedding.meaningOf, actions: vectors.actions };
    return { parts, words, vectors, catalogue: catalogueOf(wanted.version, parts, search, meaning) };
  }

  async function readVectors(workspaceId: string, model: string, old: Loaded | undefined) {
    const fingerprint = await vectorsFingerprint(db, workspaceId);
    if (old?.vectors.fingerprint === fingerprint) return old.vectors;
    return { fingerprint, actions: await listVectors(db, { workspaceId, model }) };
  }

  return {
    async at(workspaceId, version, memoryVersion = 0) {
      const before = known.get(workspaceId);
      if (before && before.version >= version && before.memoryVersion >= memoryVersion)
        return (await before.loaded).catalogue;
      const wanted = {
        version: Math.max(version, before?.version ?? 0),
        memoryVersion: Math.max(memoryVersion, before?.memoryVersion ?? 0),
      };
      const loaded = load(workspaceId, wanted);
      known.set(workspaceId, { ...wanted, loaded });
      loaded.catch(() => {
        if (known.get(workspaceId)?.loaded === loaded) known.delete(workspaceId);
      });
      return (await loaded).catalogue;
    },
  };
}

const NO_VECTORS = { fingerprint: "", actions: new Map<string, SmallVector>() };

const embedJob = (workspaceId: string) => ({
  task: EMBED_ACTIONS,
  payload: { workspaceId },
  key: `${EMBED_ACTIONS}:${workspaceId}`,
});

/** The words of one workspace mean nothing in another, nor to who reads them in the database. */
const sealedFor = (workspaceId: string) => (term: string) => sha256Hex(`${workspaceId} ${term}`).slice(0, 12);

async function readParts(
  db: Db,
  workspaceId: string,
  old: Loaded | undefined,
): Promise<Pick<Loaded, "parts" | "words">> {
  const [integrations, fingerprints] = await Promise.all([
    listIntegrations(db, workspaceId),
    actionFingerprints(db, workspaceId),
  ]);
  const oldParts = new Map(old?.parts.map((part) => [part.integration.id, part]));
  const words = old ? old.words.copy() : createActionSearch({ seal: sealedFor(workspaceId) });
  const parts: KnownPart[] = [];
  for (const integration of integrations) {
    const fingerprint = `${integration.name}\n${fingerprints.get(integration.id) ?? ""}`;
    const same = oldParts.get(integration.id);
    oldParts.delete(integration.id);
    if (same?.fingerprint === fingerprint) {
      parts.push({ ...same, integration });
      continue;
    }
    const part = await readPart(db, integration);
    words.replaceIntegration(integration, part.enabled);
    parts.push({ ...part, fingerprint });
  }
  for (const goneId of oldParts.keys()) words.removeIntegration(goneId);
  return { parts, words };
}

async function readPart(db: Db, integration: Integration): Promise<CataloguePart> {
  const stored = await listActions(db, integration.workspaceId, integration.id);
  return { integration, stored, enabled: stored.filter(({ enabled }) => enabled) };
}
