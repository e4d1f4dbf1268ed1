import { and, desc, eq, gt, isNull } from "drizzle-orm";
import type { Db } from "../database/index.ts";
import { type Clock, newToken, sha256Hex } from "../kernel/index.ts";
import { createSessions, type SessionOwner, type SessionStore, type Sessions } from "./http/sessions.ts";
import { sessions, signInLinks } from "./tables.ts";

const LINK_MS = 24 * 60 * 60 * 1000;

/** The sessions of browsers, in the database: shared by all replicas. */
export function openSessions({ db, clock }: { readonly db: Db; readonly clock: Clock }): Sessions {
  return createSessions({ store: createSessionStore(db), clock });
}

function createSessionStore(db: Db): SessionStore {
  return {
    async insert(session) {
      await db.insert(sessions).values(session);
    },
    async find(tokenHash) {
      const [found] = await db.select().from(sessions).where(eq(sessions.tokenHash, tokenHash));
      return found;
    },
    async touch(tokenHash, lastSeenAt) {
      await db.update(sessions).set({ lastSeenAt }).where(eq(sessions.tokenHash, tokenHash));
    },
    async delete(tokenHash) {
      await db.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
    },
    list: (member) => db.select().from(sessions).where(isOf(member)).orderBy(desc(sessions.lastSeenAt)),
    async deleteOf(member, id) {
      const which = id === undefined ? isOf(member) : and(isOf(member), eq(sessions.id, id));
      const deleted = await db.delete(sessions).where(which).returning({ id: sessions.id });
      return deleted.length;
    },
  };
}

function isOf({ workspaceId, memberId }: SessionOwner) {
  return and(eq(sessions.workspaceId, workspaceId), eq(sessions.memberId, memberId));
}

/** Makes a sign-in link's token for a member: it works once, for a day. */
export async function insertSignInLink(
  db: Db,
  member: { workspaceId: string; id: string },
  now: Date,
): Promise<string> {
  const token = newToken();
  await db.insert(signInLinks).values({
    tokenHash: sha256Hex(token),
    workspaceId: member.workspaceId,
    memberId: member.id,
    expiresAt: new Date(now.getTime() + LINK_MS),
  });
  return token;
}

/** Uses a sign-in link up. Undefined when it is unknown, used or too old. */
export async function claimSignInLink(
  db: Db,
  token: string,
  now: Date,
): Promise<{ workspaceId: string; memberId: string } | undefined> {
  const [claimed] = await db
    .update(signInLinks)
    .set({ usedAt: now })
    .where(
      and(
        eq(signInLinks.tokenHash, sha256Hex(token)),
        isNull(signInLinks.usedAt),
        gt(signInLinks.expiresAt, now),
      ),
    )
    .returning({ workspaceId: signInLinks.workspaceId, memberId: signInLinks.memberId });
  return claimed;
}
