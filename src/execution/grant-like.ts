/** A yes given ahead for calls like one that a person is asked about. */
import type { Catalogue } from "../integrations/index.ts";
import {
  amountIn,
  decide,
  draftGrant,
  factsOf,
  faultOfGrant,
  type GrantDraft,
  type GrantLimits,
  namesIn,
  type PastCall,
  predicateLike,
  type RuleBook,
  type Setting,
} from "../policy/index.ts";
import type { CallRow } from "./ledger-store.ts";
import { pastCall } from "./proposed-call.ts";

/** Within which limits; at least one is set. */
export interface GrantWish {
  readonly uses: number | null;
  readonly mostAmount: number | null;
  /** The argument whose sum is limited; the one that looks like an amount where null. */
  readonly amountArgument: string | null;
  readonly until: Date | null;
}

/** `fault` says why it cannot be given, without a stop at its end. */
export type GrantLike =
  | { readonly ok: true; readonly draft: GrantDraft }
  | { readonly ok: false; readonly fault: string; readonly field?: keyof GrantWish };

/** Argument names that money stands in, the likeliest first. */
export const AMOUNT_NAMES = ["amount", "total", "total_amount", "price", "sum", "value", "cost"];

/** The argument of a call that states an amount, if one does. */
export function amountArgumentOf(row: CallRow, catalogue: Catalogue): string | undefined {
  const past = pastCall(row, catalogue);
  return past && AMOUNT_NAMES.find((name) => amountIn(factsOf(past), name) !== undefined);
}

/** The grant for calls like `row`, if its author may give it. Whoever gives it answers for such calls alone. */
export function grantLike(
  row: CallRow,
  at: { setting: Setting; book: RuleBook; now: Date },
  wish: GrantWish,
): GrantLike {
  const { catalogue } = at.setting;
  const past = pastCall(row, catalogue);
  if (!past) return { ok: false, fault: "That integration is not connected any more" };
  const action = row.actionId === null ? undefined : catalogue.action(row.actionId);
  const verdict = decide(
    { ...past, foreign: [], requiresConfirmation: action?.requiresConfirmation ?? false },
    at.book,
    at.now,
  );
  if (verdict.kind === "refuse")
    return { ok: false, fault: `Such calls are refused (${verdict.because}); no grant changes that` };
  if (verdict.kind === "allow") return { ok: false, fault: "Such calls go ahead without asking already" };
  const limits = limitsOf(wish, past);
  if ("fault" in limits) return { ok: false, ...limits };
  const { id, name, method, request } = action ?? {};
  const ref = id && name && method && request ? { id, name, method, path: request.path } : undefined;
  const like = { ...past, action: ref, method: row.request.method, url: row.request.url };
  const draft = draftGrant(predicateLike(like), limits, namesIn(at.setting));
  const asked = { approvers: verdict.approvers, requesterId: row.memberId };
  const fault = faultOfGrant(draft, at.setting.author, asked);
  return fault ? { ok: false, fault: `I cannot do that: ${fault}` } : { ok: true, draft };
}

function limitsOf(
  { uses, mostAmount, amountArgument, until }: GrantWish,
  past: PastCall,
): GrantLimits | { fault: string; field: keyof GrantWish } {
  const facts = factsOf(past);
  const named = amountArgument ?? AMOUNT_NAMES.find((name) => amountIn(facts, name) !== undefined) ?? null;
  if (mostAmount !== null && (named === null || amountIn(facts, named) === undefined)) {
    const which = named === null ? "" : `“${named}” `;
    const fault = `Such calls have no argument ${which}with an amount in it, so I cannot limit their sum. Give a number of calls, or a date`;
    return { fault, field: "mostAmount" };
  }
  return {
    mostUses: uses,
    mostAmount,
    amountArgument: mostAmount === null ? null : named,
    expiresAt: until,
  };
}
