import { and, eq, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { decodeVector, encodeVector, type SmallVector } from "./search/vectors.ts";
import { actions, actionVectors } from "./tables.ts";

/** An action whose text has no vector of this model yet. */
export interface Unembedded {
  readonly actionId: string;
  readonly text: string;
  readonly textHash: string;
}

/** What is embedded of an action, and its hash: a changed text wants another vector. */
const TEXT = sql<string>`left(${actions.title} || ' (' || ${actions.name} || ', ' || ${actions.method} || ' ' || ${actions.path} || '). '
  || array_to_string(array(select jsonb_array_elements_text(${actions.tags})), ', ') || '. ' || ${actions.description}, 1500)`;

/** The next enabled actions without a vector of `model`, at most `limit`. */
export async function listUnembedded(
  db: Queryable,
  of: { workspaceId: string; model: string },
  limit: number,
): Promise<Unembedded[]> {
  const textHash = sql<string>`md5(${TEXT})`;
  return db
    .select({ actionId: actions.id, text: TEXT, textHash })
    .from(actions)
    .leftJoin(actionVectors, eq(actionVectors.actionId, actions.id))
    .where(
      and(
        eq(actions.workspaceId, of.workspaceId),
        eq(actions.enabled, true),
        sql`(${actionVectors.actionId} is null or ${actionVectors.model} <> ${of.model} or ${actionVectors.textHash} <> ${textHash})`,
      ),
    )
    .orderBy(actions.id)
    .limit(limit);
}

/** Stores vectors, in place of older ones of the same actions. An action that is gone by now is left out. */
export async function saveVectors(
  db: Queryable,
  of: { workspaceId: string; model: string; now: Date },
  vectors: readonly (Pick<Unembedded, "actionId" | "textHash"> & { readonly vector: SmallVector })[],
): Promise<void> {
  const rows = vectors.map(({ actionId, textHash, vector }) => ({
    actionId,
    textHash,
    vector: encodeVector(vector),
  }));
  await db.execute(sql`
    insert into action_vectors (action_id, workspace_id, model, text_hash, vector, at)
    select actions.id, actions.workspace_id, ${of.model}, given."textHash", given.vector, ${of.now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given ("actionId" text, "textHash" text, vector text)
    join actions on actions.id = given."actionId" and actions.workspace_id = ${of.workspaceId}
    on conflict (action_id) do update set
      model = excluded.model, text_hash = excluded.text_hash, vector = excluded.vector, at = excluded.at`);
}

/** Differs after any change of the workspace's vectors. */
export async function vectorsFingerprint(db: Queryable, workspaceId: string): Promise<string> {
  const [row] = await db
    .select({ fingerprint: sql<string>`count(*) || ' ' || coalesce(max(${actionVectors.at})::text, '')` })
    .from(actionVectors)
    .where(eq(actionVectors.workspaceId, workspaceId));
  return row?.fingerprint ?? "";
}

/** The vectors of `model` by action id. */
export async function listVectors(
  db: Queryable,
  of: { workspaceId: string; model: string },
): Promise<Map<string, SmallVector>> {
  const rows = await db
    .select({ actionId: actionVectors.actionId, vector: actionVectors.vector })
    .from(actionVectors)
    .where(and(eq(actionVectors.workspaceId, of.workspaceId), eq(actionVectors.model, of.model)));
  return new Map(rows.map(({ actionId, vector }) => [actionId, decodeVector(vector)]));
}
