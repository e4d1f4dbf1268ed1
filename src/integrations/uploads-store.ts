import { and, desc, eq, lt, ne, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { sha256Hex } from "../kernel/index.ts";
import { openapiDocuments, openapiTexts, openapiUploads } from "./tables.ts";

export type OpenApiUpload = typeof openapiUploads.$inferSelect;
export type OpenApiDocument = typeof openapiDocuments.$inferSelect;

/** Keeps a document under its hash, once, and gives the hash. */
export async function saveText(db: Queryable, workspaceId: string, text: string): Promise<string> {
  const sha256 = sha256Hex(text);
  await db.insert(openapiTexts).values({ workspaceId, sha256, text }).onConflictDoNothing();
  return sha256;
}

/** The document with that hash, or undefined. */
export async function findText(
  db: Queryable,
  workspaceId: string,
  sha256: string,
): Promise<string | undefined> {
  const [row] = await db
    .select({ text: openapiTexts.text })
    .from(openapiTexts)
    .where(and(eq(openapiTexts.workspaceId, workspaceId), eq(openapiTexts.sha256, sha256)));
  return row?.text;
}

/** The documents that waited for the same integration are turned down by a newer one. */
export async function supersedeUploads(db: Queryable, newer: OpenApiUpload): Promise<void> {
  if (newer.integrationId === null) return;
  await db
    .update(openapiUploads)
    .set({ state: "declined", decidedBy: newer.createdBy, decidedAt: newer.createdAt })
    .where(
      and(
        eq(openapiUploads.workspaceId, newer.workspaceId),
        eq(openapiUploads.integrationId, newer.integrationId),
        eq(openapiUploads.state, "pending"),
        ne(openapiUploads.id, newer.id),
      ),
    );
}

/** Stores a document that was read and not yet used. False when one of that id is there. */
export async function insertUpload(db: Queryable, upload: OpenApiUpload): Promise<boolean> {
  const [row] = await db
    .insert(openapiUploads)
    .values(upload)
    .onConflictDoNothing()
    .returning({ id: openapiUploads.id });
  return row !== undefined;
}

export async function findUpload(
  db: Queryable,
  workspaceId: string,
  uploadId: string,
): Promise<OpenApiUpload | undefined> {
  const [row] = await db
    .select()
    .from(openapiUploads)
    .where(and(eq(openapiUploads.workspaceId, workspaceId), eq(openapiUploads.id, uploadId)));
  return row;
}

/** The newest document that waits to be applied to an integration, or undefined. */
export async function findPendingUpdate(
  db: Queryable,
  workspaceId: string,
  integrationId: string,
): Promise<OpenApiUpload | undefined> {
  const [row] = await db
    .select()
    .from(openapiUploads)
    .where(
      and(
        eq(openapiUploads.workspaceId, workspaceId),
        eq(openapiUploads.integrationId, integrationId),
        eq(openapiUploads.state, "pending"),
      ),
    )
    .orderBy(desc(openapiUploads.createdAt))
    .limit(1);
  return row;
}

/** Decides on a pending document, at most once. Undefined when somebody was faster. */
export async function decideUpload(
  db: Queryable,
  upload: Pick<OpenApiUpload, "id" | "workspaceId">,
  decision: { state: "applied" | "declined"; by: string; now: Date },
): Promise<OpenApiUpload | undefined> {
  const [row] = await db
    .update(openapiUploads)
    .set({ state: decision.state, decidedBy: decision.by, decidedAt: decision.now })
    .where(
      and(
        eq(openapiUploads.workspaceId, upload.workspaceId),
        eq(openapiUploads.id, upload.id),
        eq(openapiUploads.state, "pending"),
      ),
    )
    .returning();
  return row;
}

/** Forgets documents that nobody used since `before`, and the texts that nothing refers to any more. */
export async function purgeUploads(db: Queryable, before: Date): Promise<void> {
  await db.delete(openapiUploads).where(lt(openapiUploads.createdAt, before));
  await db.execute(sql`
    delete from ${openapiTexts} t where not exists (
      select 1 from ${openapiDocuments} d where d.workspace_id = t.workspace_id and d.sha256 = t.sha256)
    and not exists (
      select 1 from ${openapiUploads} u where u.workspace_id = t.workspace_id and u.sha256 = t.sha256)`);
}

/** Keeps which document an integration's actions came from; a newer one takes its place. */
export async function saveOpenApiDocument(db: Queryable, document: OpenApiDocument): Promise<void> {
  await db
    .insert(openapiDocuments)
    .values(document)
    .onConflictDoUpdate({ target: openapiDocuments.integrationId, set: document });
}

/** Which document an integration's actions came from; undefined when it has none. */
export async function findOpenApiDocument(
  db: Queryable,
  workspaceId: string,
  integrationId: string,
): Promise<OpenApiDocument | undefined> {
  const [row] = await db
    .select()
    .from(openapiDocuments)
    .where(
      and(eq(openapiDocuments.workspaceId, workspaceId), eq(openapiDocuments.integrationId, integrationId)),
    );
  return row;
}

/** Keeps what the validator said about a document. */
export async function saveComplaints(
  db: Queryable,
  document: Pick<OpenApiDocument, "workspaceId" | "integrationId" | "sha256">,
  complaints: string[],
): Promise<void> {
  await db
    .update(openapiDocuments)
    .set({ complaints })
    .where(
      and(
        eq(openapiDocuments.workspaceId, document.workspaceId),
        eq(openapiDocuments.integrationId, document.integrationId),
        eq(openapiDocuments.sha256, document.sha256),
      ),
    );
}
