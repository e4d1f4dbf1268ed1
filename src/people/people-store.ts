import { and, eq, sql } from "drizzle-orm";
import { columnsOf, type Queryable, statement, type Tx } from "../database/index.ts";
import { ChiefError, newId } from "../kernel/index.ts";
import { members, workspaces } from "./tables.ts";

export type Workspace = typeof workspaces.$inferSelect;
export type Member = typeof members.$inferSelect;

/** Inserts the workspace of a Slack team, or brings its name and bot up to date. */
export async function saveWorkspace(
  db: Queryable,
  workspace: Pick<Workspace, "slackTeamId" | "kind" | "name" | "botUserId"> & {
    enterpriseId?: string | null;
  },
): Promise<Workspace> {
  const [saved] = await db
    .insert(workspaces)
    .values({ id: newId("ws"), ...workspace })
    .onConflictDoUpdate({
      target: workspaces.slackTeamId,
      set: {
        name: workspace.name,
        botUserId: workspace.botUserId,
        enterpriseId: workspace.enterpriseId ?? null,
      },
    })
    .returning();
  if (!saved) throw new ChiefError("people.workspace_not_saved", { message: "insert returned no row" });
  return saved;
}

/** The workspace of a Slack team, or undefined when Chief is not installed there. */
export async function findWorkspaceByTeam(
  db: Queryable,
  slackTeamId: string,
): Promise<Workspace | undefined> {
  const [found] = await db.select().from(workspaces).where(eq(workspaces.slackTeamId, slackTeamId));
  return found;
}

/** @throws ChiefError `people.no_workspace` */
export async function getWorkspace(db: Queryable, workspaceId: string): Promise<Workspace> {
  const [found] = await db.select().from(workspaces).where(eq(workspaces.id, workspaceId));
  if (!found) throw new ChiefError("people.no_workspace", { message: `no workspace ${workspaceId}` });
  return found;
}

/** Lets guests and people of other organisations use Chief in a workspace, or not any more. */
export async function setAllowsOutsiders(db: Queryable, workspaceId: string, allows: boolean): Promise<void> {
  await db.update(workspaces).set({ allowsOutsiders: allows }).where(eq(workspaces.id, workspaceId));
}

/** Every workspace of this installation, the oldest first. */
export async function listWorkspaces(db: Queryable): Promise<Workspace[]> {
  return db.select().from(workspaces).orderBy(workspaces.createdAt, workspaces.id);
}

/** Tells every replica that its copy of the workspace's integrations and actions is old. */
export async function bumpCatalogueVersion(db: Queryable, workspaceId: string): Promise<void> {
  await db
    .update(workspaces)
    .set({ catalogueVersion: sql`${workspaces.catalogueVersion} + 1` })
    .where(eq(workspaces.id, workspaceId));
}

/** Tells every replica that what it knows beside the catalogue itself, memory and vectors, is old. */
export async function bumpMemoryVersion(db: Queryable, workspaceId: string): Promise<void> {
  await db
    .update(workspaces)
    .set({ memoryVersion: sql`${workspaces.memoryVersion} + 1` })
    .where(eq(workspaces.id, workspaceId));
}

/** Inserts the member, or brings what Slack said about the person up to date. A role that an admin chose stays. */
export async function saveMember(
  db: Queryable,
  member: Omit<Member, "id" | "slackRole" | "chosenRole" | "outside"> & Partial<Pick<Member, "outside">>,
): Promise<Member> {
  const { workspaceId, slackUserId, name, role, timeZone, active, profileAt, outside = null } = member;
  const profile = { name, slackRole: role, timeZone, active, profileAt, outside };
  const kept = sql<Member["role"]>`coalesce(${members.chosenRole}, excluded.role)`;
  const [saved] = await db
    .insert(members)
    .values({ id: newId("mem"), workspaceId, slackUserId, role, ...profile })
    .onConflictDoUpdate({
      target: [members.workspaceId, members.slackUserId],
      set: { ...profile, role: kept },
    })
    .returning();
  if (!saved) throw new ChiefError("people.member_not_saved", { message: "insert returned no row" });
  return saved;
}

const selectBySlackUser = statement<{ workspaceId: string; slackUserId: string }, Member>(
  ({ workspaceId, slackUserId }) => sql`
    select ${columnsOf(members)} from ${members}
    where ${members.workspaceId} = ${workspaceId} and ${members.slackUserId} = ${slackUserId}`,
);

/** The member behind a Slack user id, or undefined when Chief has not met the person. */
export async function findMember(
  db: Queryable,
  workspaceId: string,
  slackUserId: string,
): Promise<Member | undefined> {
  const [found] = await selectBySlackUser(db, { workspaceId, slackUserId });
  return found;
}

/** @throws ChiefError `people.no_member` when that workspace has no such member */
export async function getMember(db: Queryable, workspaceId: string, memberId: string): Promise<Member> {
  const [found] = await db
    .select()
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.id, memberId)));
  if (!found)
    throw new ChiefError("people.no_member", { message: `no member ${memberId} in ${workspaceId}` });
  return found;
}

/**
 * Gives a member a role of an admin's choice, or with `undefined` the one that Slack says. Gives the member, or undefined
 * where there is no such member, or nobody would be left to administer.
 */
export async function chooseRole(
  tx: Tx,
  { workspaceId, memberId }: { workspaceId: string; memberId: string },
  role: Member["role"] | undefined,
): Promise<Member | undefined> {
  // Two admins who demote each other at once are answered one after the other.
  await tx.execute(sql`select 1 from ${workspaces} where ${workspaces.id} = ${workspaceId} for update`);
  const [known] = await tx
    .select()
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.id, memberId)));
  if (!known) return undefined;
  const next = role ?? known.slackRole;
  const others = (await listAdmins(tx, workspaceId)).filter(({ id }) => id !== memberId);
  if (next !== "admin" && others.length === 0) return undefined;
  const [changed] = await tx
    .update(members)
    .set({ role: next, chosenRole: role ?? null })
    .where(eq(members.id, memberId))
    .returning();
  return changed;
}

/** The active admins of a workspace. */
export async function listAdmins(db: Queryable, workspaceId: string): Promise<Member[]> {
  return db
    .select()
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.role, "admin"), eq(members.active, true)));
}

/** Names by member id, for pages that list what people did. */
export async function listMemberNames(db: Queryable, workspaceId: string): Promise<Map<string, Member>> {
  const rows = await db.select().from(members).where(eq(members.workspaceId, workspaceId));
  return new Map(rows.map((member) => [member.id, member]));
}
