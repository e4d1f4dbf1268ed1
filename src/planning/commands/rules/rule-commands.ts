/** What the built-in commands understand about rules and grants. */
import type { Catalogue } from "../../../integrations/index.ts";
import type { RuleInput } from "../../../policy/index.ts";
import type { ToolInput } from "../../tools.ts";
import { type GrantInput, readGrant } from "./read-grant.ts";
import { type ReadRule, readRule } from "./read-rule.ts";

/** A tool to call with its input, or what to say because the words were not understood. */
export type RuleCommand =
  | {
      readonly kind: "call";
      readonly tool: "set_rule";
      readonly input: RuleInput & { readonly replaces?: number };
    }
  | { readonly kind: "call"; readonly tool: "give_grant"; readonly input: GrantInput }
  | { readonly kind: "call"; readonly tool: "rules"; readonly input: ToolInput<"rules"> }
  | { readonly kind: "unclear"; readonly text: string };

interface Asked {
  readonly text: string;
  readonly catalogue: Catalogue;
  readonly startedAt: Date;
  readonly timeZone: string;
}

const LIST =
  /^(?:(?:list|show|what are)\s+)?(?:me\s+)?(?:my |the |all |our )*(?:rules?|grants?)(?:\s+and\s+(?:rules?|grants?))?(?:\s+list)?[.?!]*$/i;
const REMOVE =
  /^(?:remove|delete|drop|cancel|lift)\s+(?:the\s+)?rule\s+(?:no\.?\s*|number\s+|#)?(\d{1,6})[.!]*$/i;
const REVOKE =
  /^(?:revoke|remove|delete|cancel|end|stop)\s+(?:the\s+)?grant\s+(?:no\.?\s*|number\s+|#)?(\d{1,6})[.!]*$/i;
const REPLACE =
  /^(?:change|edit|replace|update)\s+(?:the\s+)?rule\s+(?:no\.?\s*|number\s+|#)?(\d{1,6})\s*(?::|to|with|by|,)?\s+(.+)$/is;
const SET =
  /^(?:(?:please\s+)?(?:set|make|add|create|define|save|new)\s+(?:up\s+)?(?:a\s+|this\s+|the\s+)?(?:new\s+)?(?:rule|policy)\b|(?:new\s+)?rule\s*:)\s*[:,–-]?\s*(?:that\s+)?(.*)$/is;
/** Only whole sentences about calls in general: “cancel order 12” is no rule. */
const UNANNOUNCED = /\b(?:any|every|all|each|no|never|always|nobody|no one)\b/i;
/** What begins so asks for something, whatever follows. */
const QUESTION =
  /^(?:[Pp]lease\s+)?(?:[Ss]how|[Ll]ist|[Hh]ow|[Ww]hat|[Ww]hich|[Ww]ho|[Ww]hen|[Ww]hy|[Ff]ind|[Cc]ount|get|[Gg]ive|[Tt]ell|[Cc]all|[Hh]it|[Pp]ull|post|[Ss]end|[Ii]s|[Aa]re|[Dd]oes|[Dd]id|[Cc]an|[Cc]ould)\b|\?\s*$/;

/** Reads a rule that somebody wrote in a field for rules, with or without “set a rule:” before it. */
export function readRuleWords(text: string, catalogue: Catalogue): ReadRule {
  const sentence = SET.exec(text.trim())?.[1] ?? text;
  const read = readRule(sentence, catalogue);
  if (read?.ok) return read;
  const what = read ? `I did not understand ${read.fault}` : "I did not understand what should happen";
  return {
    ok: false,
    fault: `${what}. Say it like “any DELETE call to … needs my approval”, or choose below.`,
  };
}

/** Reads a request about rules or grants. Undefined when it is about something else. */
export function readRuleCommand(asked: Asked): RuleCommand | undefined {
  const text = asked.text.trim();
  if (LIST.test(text)) return { kind: "call", tool: "rules", input: { do: "list" } };
  const removed = REMOVE.exec(text)?.[1];
  if (removed) return { kind: "call", tool: "rules", input: { do: "remove_rule", number: Number(removed) } };
  const revoked = REVOKE.exec(text)?.[1];
  if (revoked) return { kind: "call", tool: "rules", input: { do: "revoke_grant", number: Number(revoked) } };
  const grant = readGrant(text, asked);
  if (grant) return "unclear" in grant ? { kind: "unclear", text: grant.unclear } : giveGrant(grant);
  const replaced = REPLACE.exec(text);
  if (replaced?.[2]) return announced(replaced[2], asked, Number(replaced[1]));
  const announcedText = SET.exec(text)?.[1];
  if (announcedText !== undefined) return announced(announcedText, asked);
  if (!UNANNOUNCED.test(text) || QUESTION.test(text)) return undefined;
  const read = readRule(text, asked.catalogue);
  return read?.ok ? setRule(read.input) : undefined;
}

function announced(sentence: string, asked: Asked, replaces?: number): RuleCommand {
  const read = readRule(sentence, asked.catalogue);
  if (read?.ok) return setRule(read.input, replaces);
  const name = asked.catalogue.integrations[0]?.name ?? "Internal Orders API";
  const what = read ? `I did not understand ${read.fault} in it.` : "I did not understand what it should do.";
  return {
    kind: "unclear",
    text: [
      `I cannot make a rule of that yet: ${what} Say which calls, and what should happen, such as:`,
      `• \`set a rule: any DELETE call to our ${name} needs my approval first\``,
      `• \`set a rule: refuse any PATCH call to ${name} under /orders where amount > 100\``,
      `• \`set a rule: allow POST /orders/{id}/notes in ${name} without asking\``,
    ].join("\n"),
  };
}

const giveGrant = (input: GrantInput): RuleCommand => ({
  kind: "call",
  tool: "give_grant",
  input,
});

function setRule(input: RuleInput, replaces?: number): RuleCommand {
  return {
    kind: "call",
    tool: "set_rule",
    input: replaces === undefined ? input : { ...input, replaces },
  };
}
