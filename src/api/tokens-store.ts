import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import { columnsOf, type Queryable, statement } from "../database/index.ts";
import { sha256Hex } from "../kernel/index.ts";
import { apiTokens } from "./tables.ts";

export type ApiTokenRow = typeof apiTokens.$inferSelect;

export async function insertToken(
  db: Queryable,
  token: Omit<
    ApiTokenRow,
    "lastUsedAt" | "revokedAt" | "revokedBy" | "windowAt" | "windowUsed" | "windowUsedBefore"
  >,
): Promise<void> {
  await db.insert(apiTokens).values(token);
}

/** The tokens of a workspace that were not revoked, the newest first; with `memberId`, only those of one member. */
export async function listTokens(
  db: Queryable,
  { workspaceId, memberId }: { workspaceId: string; memberId?: string },
): Promise<ApiTokenRow[]> {
  return db
    .select()
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.workspaceId, workspaceId),
        isNull(apiTokens.revokedAt),
        memberId ? eq(apiTokens.memberId, memberId) : undefined,
      ),
    )
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id));
}

/** Ends a token for good. Undefined when there is none such, or it was ended before. */
export async function endToken(
  db: Queryable,
  token: { workspaceId: string; id: string; memberId?: string; by: string; now: Date },
): Promise<ApiTokenRow | undefined> {
  const { workspaceId, id, memberId, by, now } = token;
  const [ended] = await db
    .update(apiTokens)
    .set({ revokedAt: now, revokedBy: by })
    .where(
      and(
        eq(apiTokens.workspaceId, workspaceId),
        eq(apiTokens.id, id),
        isNull(apiTokens.revokedAt),
        memberId ? eq(apiTokens.memberId, memberId) : undefined,
      ),
    )
    .returning();
  return ended;
}

const OPERATORS_NAME = "CHIEF_API_TOKEN";

/**
 * Makes the token that the operator set the only one of its kind: one that was set before, or in another workspace,
 * stops working. Undefined ends it.
 */
export async function saveOperatorToken(
  db: Queryable,
  { workspaceId, token, now }: { workspaceId: string; token: string | undefined; now: Date },
): Promise<void> {
  const hash = token === undefined ? "" : sha256Hex(token);
  await db.delete(apiTokens).where(and(isNull(apiTokens.memberId), ne(apiTokens.tokenHash, hash)));
  if (token === undefined) return;
  await db
    .insert(apiTokens)
    .values({
      id: `tok_operator_${workspaceId}`,
      workspaceId,
      name: OPERATORS_NAME,
      memberId: null,
      role: "admin",
      tokenHash: hash,
      createdAt: now,
      expiresAt: null,
    })
    .onConflictDoNothing();
}

export type TokenUse = ApiTokenRow & {
  /** The window as it was before this request. */
  readonly used_now: number;
  readonly used_before: number;
};

type Use = {
  readonly tokenHash: string;
  readonly now: string;
  readonly startsAt: string;
  readonly passed: number;
  readonly limit: number;
};

const useSql = statement<Use, TokenUse>(({ tokenHash, now, startsAt, passed, limit }) => {
  const start = sql`${startsAt}::timestamptz`;
  const before = sql`${start} - interval '1 minute'`;
  return sql`
    with known as (
      select id,
        case when window_at = ${start} then window_used else 0 end as used_now,
        case when window_at = ${start} then window_used_before
          when window_at = ${before} then window_used else 0 end as used_before
      from api_tokens
      where token_hash = ${tokenHash} and revoked_at is null
        and (expires_at is null or expires_at > ${now}::timestamptz)
      for update
    )
    update api_tokens set last_used_at = ${now}::timestamptz, window_at = ${start},
      window_used_before = known.used_before,
      window_used = known.used_now +
        case when known.used_now + known.used_before * (1 - ${passed}::float8) < ${limit}::int then 1 else 0 end
    from known where api_tokens.id = known.id
    returning ${columnsOf(apiTokens)}, known.used_now, known.used_before`;
});

/**
 * Uses the token of a hash, and counts that where its window has room. Undefined when no token of that hash lives. One
 * statement: of two requests that come together each sees the other.
 */
export async function useToken(
  db: Queryable,
  use: { tokenHash: string; now: Date; minute: { startsAt: Date; passed: number }; limit: number },
): Promise<TokenUse | undefined> {
  const { tokenHash, now, minute, limit } = use;
  const [used] = await useSql(db, {
    tokenHash,
    now: now.toISOString(),
    startsAt: minute.startsAt.toISOString(),
    passed: minute.passed,
    limit,
  });
  return used;
}
