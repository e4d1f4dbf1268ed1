import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import { type Clock, newId, newToken, sha256Hex } from "../kernel/index.ts";
import type { Member } from "../people/index.ts";
import { type ApiTokenRow, endToken, insertToken, listTokens } from "./tokens-store.ts";

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
}

/** A token as people see it. */
export type ApiToken = Pick<
  ApiTokenRow,
  "id" | "name" | "role" | "memberId" | "createdAt" | "expiresAt" | "lastUsedAt"
>;

export interface NewToken {
  readonly name: string;
  /** What it may do; never more than the member who makes it. */
  readonly role: "admin" | "member";
  /** Null: it lives until it is revoked. */
  readonly expiresAt: Date | null;
}

/** So that a token that was committed somewhere is found by the scanners for such. */
const PREFIX = "chief_";

/** Makes a token for a member. `secret` is the token itself: it is given this once, and stored nowhere. */
export async function makeToken(
  { db, clock }: Deps,
  by: Member,
  { name, role, expiresAt }: NewToken,
): Promise<{ token: ApiToken; secret: string }> {
  const now = clock();
  const secret = PREFIX + newToken();
  const token = {
    id: newId("tok", now),
    workspaceId: by.workspaceId,
    name,
    memberId: by.id,
    role: by.role === "admin" ? role : ("member" as const),
    tokenHash: sha256Hex(secret),
    createdAt: now,
    expiresAt,
  };
  await db.transaction(async (tx) => {
    await insertToken(tx, token);
    const detail = { name, role: token.role, expiresAt: expiresAt?.toISOString() ?? null };
    const { workspaceId, id: subject } = token;
    await recordAct(tx, { workspaceId, actor: by.id, act: "api.token_made", subject, detail }, now);
  });
  return { token: { ...token, lastUsedAt: null }, secret };
}

/** The tokens that a member may see: their own, or as an admin all of the workspace. */
export function tokensSeenBy({ db }: Pick<Deps, "db">, member: Member): Promise<ApiToken[]> {
  const { workspaceId, id } = member;
  return listTokens(db, member.role === "admin" ? { workspaceId } : { workspaceId, memberId: id });
}

/** Ends a token that the member may see. False when there is none such, or the operator set it. */
export async function revokeToken({ db, clock }: Deps, by: Member, tokenId: string): Promise<boolean> {
  const { workspaceId, id: actor } = by;
  const now = clock();
  const own = by.role === "admin" ? {} : { memberId: actor };
  return db.transaction(async (tx) => {
    const ended = await endToken(tx, { workspaceId, id: tokenId, ...own, by: actor, now });
    if (!ended) return false;
    const detail = { name: ended.name };
    await recordAct(tx, { workspaceId, actor, act: "api.token_revoked", subject: tokenId, detail }, now);
    return true;
  });
}
