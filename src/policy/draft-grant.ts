import { countOf, grouped } from "../kernel/index.ts";
import type { Names } from "./describe-rule.ts";
import { describePredicate } from "./describe-rule.ts";
import type { ActionRef, IntegrationRef, Predicate } from "./predicate.ts";
import type { GrantDraft } from "./proposal.ts";

/** The call that a grant is made from. */
export interface GrantedCall {
  readonly integration: IntegrationRef & { readonly baseUrl: string };
  /** Where it was a call of an action. */
  readonly action: ActionRef | undefined;
  readonly method: string;
  readonly url: string;
  readonly askedBy: string;
}

export interface GrantLimits {
  readonly mostUses: number | null;
  readonly amountArgument: string | null;
  readonly mostAmount: number | null;
  readonly expiresAt: Date | null;
}

/**
 * The calls “like this one”: of the same action, asked for by the same person. A call that names no action is like those
 * of its method and path only.
 */
export function predicateLike(call: GrantedCall): Predicate {
  const { integration, action, method, askedBy } = call;
  const base = new URL(integration.baseUrl.replaceAll(/[{}]/g, "")).pathname.replace(/\/$/, "");
  const { pathname } = new URL(call.url);
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  return {
    integrations: [{ id: integration.id, slug: integration.slug }],
    ...(action ? { actions: [action] } : { methods: [method], paths: [path || "/"] }),
    askedBy: [askedBy],
  };
}

/** A grant for some calls within limits, with the words that show exactly what it covers. */
export function draftGrant(predicate: Predicate, limits: GrantLimits, names: Names): GrantDraft {
  const { mostUses, amountArgument, mostAmount, expiresAt } = limits;
  const described = `${describePredicate(predicate, names)} goes ahead ${describeLimits(limits).join(", ")}`;
  return {
    predicate,
    described,
    mostUses,
    amountArgument,
    mostAmount,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

/** “for 20 calls”, “up to 500 of amount in all”, “until 2026-12-01 00:00 UTC”. */
function describeLimits({ mostUses, amountArgument, mostAmount, expiresAt }: GrantLimits): string[] {
  return [
    mostUses === null ? "" : `for ${countOf(mostUses, "call")}`,
    mostAmount === null ? "" : `up to ${grouped(mostAmount)} of ${amountArgument} in all`,
    expiresAt === null ? "" : `until ${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`,
  ].filter((part) => part !== "");
}

export interface GrantState extends GrantLimits {
  readonly uses: number;
  readonly amount: number;
  readonly revokedAt: Date | null;
}

/** Whether a grant can still be used: `usable`, or why not. */
export function stateOfGrant(grant: GrantState, now: Date): "usable" | "revoked" | "expired" | "used up" {
  if (grant.revokedAt) return "revoked";
  if (grant.expiresAt && grant.expiresAt <= now) return "expired";
  const isSpent =
    (grant.mostUses !== null && grant.uses >= grant.mostUses) ||
    (grant.mostAmount !== null && grant.amount >= grant.mostAmount);
  return isSpent ? "used up" : "usable";
}
