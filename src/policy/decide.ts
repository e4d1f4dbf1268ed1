import { ADMINS, ADMINS_OR_REQUESTER, strictest } from "./approvers.ts";
import { coveringGrants } from "./covering-grants.ts";
import type { CallFacts, IntegrationRef } from "./predicate.ts";
import type { Rule, RuleBook } from "./rule.ts";
import type { ApproverScope, Effect, Verdict } from "./verdict.ts";
import { readWire, type WireRequest } from "./wire-call.ts";

/** Text in an argument that no person typed and that another integration may have planted. */
export interface ForeignText {
  /** The argument that holds it. */
  readonly argument: string;
  /** The names of the integrations whose answers had been read before. */
  readonly from: readonly string[];
}

export interface ProposedCall {
  readonly integration: IntegrationRef & { readonly baseUrl: string };
  /** The action that it is a call of, in the words of the catalogue; null for one that somebody described. */
  readonly action: { readonly id: string; readonly path: string } | null;
  /** What the action is marked as, or its method alone makes it. */
  readonly effect: Effect;
  readonly requiresConfirmation: boolean;
  readonly request: WireRequest;
  /** The member in whose name it is made. */
  readonly askedBy: string;
  readonly foreign: readonly ForeignText[];
}

export const NO_RULES: RuleBook = { rules: [], grants: [] };

/** One reason to ask, and whom. */
interface Ask {
  readonly because: string;
  readonly approvers: ApproverScope;
  readonly ruleId?: string;
}

/**
 * The policy, in words:
 *
 * 1. What a rule refuses is refused.
 * 2. What any rule asks for waits; so does a call marked “requires confirmation”, and one that carries text which
 *    nobody typed to another integration than it may have come from.
 * 3. A call that removes something waits for an admin, one that changes something for the person who asked or an
 *    admin, unless a rule of an admin allows it.
 * 4. Every other call goes ahead.
 *
 * The strictest line that matches decides, and of several that ask each has to be satisfied. A grant stands in for a
 * yes that its giver could give to this call now; never against a refusal, never for foreign text. A rule that a member
 * made holds for the member's own calls, and does not allow. Nothing here looks at a name, a description or a message.
 */
export function decide(call: ProposedCall, book: RuleBook, now: Date): Verdict {
  const facts = factsOf(call);
  const matching = book.rules.filter((rule) => applies(rule, facts));
  const refusal = matching.find(({ effect }) => effect.kind === "refuse");
  if (refusal) return { kind: "refuse", because: saidOf(refusal), ruleId: refusal.id };
  const allowing = matching.find(({ effect }) => effect.kind === "allow");
  const asks = [
    ...matching.flatMap(askOfRule),
    ...asksOfCall(call),
    ...(allowing ? [] : asksByDefault(facts)),
  ];
  if (asks.length === 0) {
    const isNeeded = allowing && asksByDefault(facts).length > 0;
    return isNeeded
      ? { kind: "allow", rule: { id: allowing.id, number: allowing.number } }
      : { kind: "allow" };
  }
  const approvers = strictest(asks.map((ask) => ask.approvers));
  const ruleId = asks.find((ask) => ask.ruleId)?.ruleId;
  const grants = call.foreign.length > 0 ? [] : coveringGrants(facts, book.grants, { approvers, now });
  return {
    kind: "ask",
    because: asks.map(({ because }) => because).join("; "),
    approvers,
    ...(ruleId ? { ruleId } : {}),
    ...(grants.length > 0 ? { grants } : {}),
  };
}

/** A call as rules and grants look at it. */
export function factsOf(call: Omit<ProposedCall, "foreign" | "requiresConfirmation">): CallFacts {
  const { integration, action, request, effect } = call;
  const wire = readWire(request, {
    marked: effect,
    baseUrl: integration.baseUrl,
    ...(action ? { pathTemplate: action.path } : {}),
  });
  return { integration, actionId: action?.id ?? null, askedBy: call.askedBy, wire };
}

function applies(rule: RuleBook["rules"][number], facts: CallFacts): boolean {
  const isAllowing = rule.effect.kind === "allow";
  if (!rule.byAdmin && (isAllowing || facts.askedBy !== rule.madeBy)) return false;
  return rule.matches(facts, isAllowing ? "narrow" : "wide");
}

const saidOf = (rule: Rule) => `rule ${rule.number}: ${rule.described}`;

function askOfRule(rule: Rule): Ask[] {
  if (rule.effect.kind !== "ask") return [];
  return [{ because: saidOf(rule), approvers: rule.effect.approvers, ruleId: rule.id }];
}

/** What the call itself asks for, whatever is allowed. */
function asksOfCall(call: ProposedCall): Ask[] {
  const asks: Ask[] = [];
  if (call.requiresConfirmation)
    asks.push({ because: "this action is marked “requires confirmation”", approvers: ADMINS_OR_REQUESTER });
  for (const { argument, from } of call.foreign)
    asks.push({
      because: `\`${argument}\` holds text that nobody typed here, after data of ${from.join(" and ")} was read`,
      approvers: ADMINS_OR_REQUESTER,
    });
  return asks;
}

function asksByDefault({ wire }: CallFacts): Ask[] {
  const method = wire.methods.join(" or ");
  switch (wire.effect) {
    case "destroy":
      return [{ because: `every ${method} call needs an admin's approval`, approvers: ADMINS }];
    case "write":
      return [{ because: `every ${method} call needs an approval`, approvers: ADMINS_OR_REQUESTER }];
    case "read":
      return [];
  }
}
