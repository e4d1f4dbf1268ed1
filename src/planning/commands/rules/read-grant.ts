/** Reads a yes given ahead: “approve the next 20 of these”, “allow refunds up to $500 until Friday”. */
import type { Catalogue } from "../../../integrations/index.ts";
import type { CallsInput } from "../../../policy/index.ts";
import type { ToolInput } from "../../tools.ts";
import { takeConditions } from "./conditions.ts";
import { amountOf, readCalls } from "./read-rule.ts";
import { readUntil } from "./until.ts";

/** The input of `give_grant`, with the calls as they are described. */
export type GrantInput = Omit<ToolInput<"give_grant">, "calls"> & { readonly calls?: CallsInput };

const VERB = /^(?:please\s+)?(approve|allow|grant|permit|ok(?:ay)?)\s+(.+)$/is;
const THESE = /\b(?:these|those|such|this kind|like (?:this|these|that))\b/i;
const UNIT = "minute|hour|day|week|month";
const COUNT = /\b(?:the\s+)?(?:(?:next|first)\s+(\d{1,5})|(\d{1,5})\s+more)\b/i;
const BARE_COUNT = new RegExp(
  String.raw`\b(\d{1,5})\b(?!\s*(?:dollars?|euros?|pounds?|usd|eur|(?:${UNIT})s?))(?!-)`,
  "i",
);
/** “up to $500 each” limits every call, not the sum of them. */
const AMOUNT =
  /\bup to\s+[$€£]?\s?(\d[\d,]*(?:\.\d+)?)(k?)(?![\d,.])(?:\s*(?:dollars?|euros?|pounds?|usd|eur)\b)?(?:\s+of\s+([A-Za-z_][\w.]*))?(?:\s+(?:in all|in total|altogether))?(?!\s+each)/i;
const SPAN = new RegExp(String.raw`\bfor\s+(?:the\s+next\s+)?(?:\d{1,3}|an?|one)\s+(?:${UNIT})s?\b`, "i");
const END =
  /\b(?:until|till|by|before)\s+(?:\d{4}-\d{2}-\d{2}\S*(?:\s\d{2}:\d{2}\S*)?|(?:the\s+)?end of (?:the\s+)?(?:day|week|month)|today|tonight|tomorrow|(?:next\s+)?[a-z]+day)\b/i;
const NO_ASKING = /\bwithout\s+(?:asking(?:\s+\w+)?|(?:an?\s+|my\s+)?approvals?)\b/i;

interface Asked {
  readonly catalogue: Catalogue;
  readonly startedAt: Date;
  readonly timeZone: string;
}

/** The grant that a sentence asks for; `unclear` says what is missing; undefined when it asks for something else. */
export function readGrant(text: string, asked: Asked): GrantInput | { unclear: string } | undefined {
  const [, verb = "", words = ""] = VERB.exec(text.trim().replace(/[.!]+$/, "")) ?? [];
  if (words === "") return undefined;
  if (THESE.test(words)) return ofThese(words, asked);
  return ofCalls(words, { ...asked, isPlain: /^(?:allow|permit|grant)$/i.test(verb) });
}

function untilIn(words: string, { startedAt, timeZone }: Asked): Pick<GrantInput, "until"> {
  const until = readUntil(words, startedAt, timeZone);
  return until ? { until: until.toISOString() } : {};
}

const numberIn = (digits: string, k: string | undefined) =>
  Number(digits.replaceAll(",", "")) * (k ? 1000 : 1);

/** “the next 20 of these up to $500 until Friday”. */
function ofThese(words: string, asked: Asked): GrantInput | { unclear: string } {
  const counted = words.replace(/[$€£]\s?[\d,.]+k?|\b\d{4}-\d{2}-\d{2}\S*|\bup to\s+\S+/gi, " ");
  const uses = BARE_COUNT.exec(counted)?.[1];
  const [, amount, k, argument] = AMOUNT.exec(words) ?? [];
  const input: GrantInput = {
    ...(uses ? { uses: Number(uses) } : {}),
    ...(amount ? { most_amount: numberIn(amount, k) } : {}),
    ...(argument ? { amount_argument: argument } : {}),
    ...untilIn(words, asked),
  };
  if (Object.keys(input).length > 0) return input;
  const example =
    "`approve the next 20 of these`, `approve these up to $500` or `approve these until Friday`";
  return { unclear: `For how many, up to which amount, or until when? Say it like ${example}.` };
}

/** “refunds up to $500 until Friday”. Without a limit it is no grant. */
function ofCalls(
  words: string,
  asked: Asked & { readonly isPlain: boolean },
): GrantInput | { unclear: string } | undefined {
  const { catalogue, isPlain } = asked;
  const count = COUNT.exec(words.replace(SPAN, " "));
  const amount = AMOUNT.exec(words);
  const until = untilIn(words, asked);
  if (!count && !amount && !until.until) return undefined;
  const bare = [SPAN, COUNT, AMOUNT, END, NO_ASKING].reduce((rest, part) => rest.replace(part, " "), words);
  const conditions = takeConditions(bare.replace(/\beach\b/gi, " "));
  const calls = readCalls(conditions.rest.replace(/^[\s,]+|[\s,]+$/g, ""), catalogue, conditions);
  if ("fault" in calls)
    return isPlain
      ? {
          unclear: `I do not know which calls you mean by ${calls.fault}. Say it like \`allow POST calls to … for the next 2 hours\`, or \`approve the next 20 of these\` under a card.`,
        }
      : undefined;
  const uses = count?.[1] ?? count?.[2];
  return {
    calls,
    ...(uses ? { uses: Number(uses) } : {}),
    ...(amount?.[1] ? sumIn(amount, calls, catalogue) : {}),
    ...until,
  };
}

function sumIn([, digits = "", k, named]: RegExpExecArray, calls: CallsInput, catalogue: Catalogue) {
  const { integration, actions = [] } = calls;
  const integrationId = catalogue.integrations.find(({ slug }) => slug === integration)?.id;
  return {
    most_amount: numberIn(digits, k),
    amount_argument: named ?? amountOf(catalogue, integrationId, actions),
  };
}
