import { timingSafeEqual } from "node:crypto";
import { sha256Hex } from "../kernel/index.ts";
import { getMember, listAdmins, type Member } from "../people/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import { ApiProblem } from "./problem.ts";
import { minuteOf, secondsUntilFree, WINDOW_SECONDS, weightOf } from "./request-window.ts";
import type { Caller } from "./route.ts";
import { type TokenUse, useToken } from "./tokens-store.ts";

/** RFC 6750: the scheme is the same in any case, and the token is of these characters. */
const BEARER = /^bearer +([A-Za-z0-9._~+/=-]{16,512})$/i;

export interface Authenticated {
  readonly caller: Caller;
  /** What tells the caller how much is left of its window. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Who a request comes from, by its bearer token; nothing else, and no cookie, is looked at.
 *
 * @throws ApiProblem 401 without a living token of an active member, 429 when its window is full
 */
export async function authenticate(
  deps: Pick<ApiDeps, "db" | "clock" | "requestsPerMinute">,
  authorization: string | undefined,
): Promise<Authenticated> {
  const given = BEARER.exec(authorization ?? "")?.[1];
  if (given === undefined) throw unauthorized(NO_TOKEN, "");
  const [now, tokenHash] = [deps.clock(), sha256Hex(given)];
  const minute = minuteOf(now);
  const limit = deps.requestsPerMinute;
  const use = await useToken(deps.db, { tokenHash, now, minute, limit });
  const member = use && isSame(use.tokenHash, tokenHash) ? await memberOf(deps, use) : undefined;
  if (!use || !member?.active) throw unauthorized(NO_SUCH_TOKEN, ', error="invalid_token"');
  const window = { used: use.used_now, usedBefore: use.used_before, passed: minute.passed };
  const waitSeconds = secondsUntilFree(window, limit);
  const headers = windowHeaders({ limit, left: limit - weightOf(window) - 1, waitSeconds });
  if (waitSeconds > 0) throw tooMany(limit, waitSeconds, headers);
  return { caller: callerOf(use, member), headers };
}

const NO_TOKEN =
  "Send a token as “Authorization: Bearer <token>”. Make one on Chief's dashboard under Settings, or set CHIEF_API_TOKEN.";
const NO_SUCH_TOKEN =
  "This token is unknown, has expired or was revoked. Make another on the dashboard under Settings.";

function unauthorized(detail: string, error: string): ApiProblem {
  const headers = { "WWW-Authenticate": `Bearer realm="chief"${error}` };
  return new ApiProblem(401, "api.unauthorized", { detail, headers });
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** The member of now: who was demoted or left has lost it. */
async function memberOf(
  { db }: Pick<ApiDeps, "db">,
  { workspaceId, memberId }: TokenUse,
): Promise<Member | undefined> {
  if (memberId !== null) return getMember(db, workspaceId, memberId);
  const admins = await listAdmins(db, workspaceId);
  return admins.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
}

function callerOf({ id, name, role }: TokenUse, member: Member): Caller {
  const actsAsMember = role === "member" && member.role === "admin";
  return {
    tokenId: id,
    tokenName: name,
    member: actsAsMember ? { ...member, role } : member,
    actsAsMember,
  };
}

function tooMany(limit: number, waitSeconds: number, headers: Record<string, string>): ApiProblem {
  const detail = `This token was used ${limit} times within a minute, which is its limit. Try again in ${waitSeconds} s.`;
  const all = { ...headers, "Retry-After": String(waitSeconds) };
  return new ApiProblem(429, "api.too_many_requests", { detail, headers: all });
}

/** The fields of draft-ietf-httpapi-ratelimit-headers. */
function windowHeaders(of: { limit: number; left: number; waitSeconds: number }): Record<string, string> {
  const left = Math.max(0, Math.floor(of.left));
  return {
    "RateLimit-Policy": `"token";q=${of.limit};w=${WINDOW_SECONDS}`,
    RateLimit: `"token";r=${left};t=${of.waitSeconds > 0 ? of.waitSeconds : WINDOW_SECONDS}`,
  };
}
