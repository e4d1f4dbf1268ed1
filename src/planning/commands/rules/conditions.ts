import type { Condition, Operator } from "../../../policy/index.ts";

/** Conditions taken out of a sentence. An amount of money without a name is left for the caller to place. */
export interface FoundConditions {
  readonly where: readonly Condition[];
  readonly money: readonly Omit<Condition, "argument">[];
  readonly rest: string;
}

const WORDS: readonly [RegExp, Operator][] = [
  [/^(?:>=|≥|at least|no less than|from)$/i, ">="],
  [/^(?:<=|≤|at most|no more than|up to)$/i, "<="],
  [/^(?:>|over|above|more than|greater than|bigger than|higher than|exceeds|exceeding)$/i, ">"],
  [/^(?:<|under|below|less than|lower than|smaller than)$/i, "<"],
  [/^(?:!=|≠|is not|isn't|are not|not)$/i, "!="],
  [/^contains|^containing/i, "contains"],
  [/^(?:=|==|is|are|equals|equal to)$/i, "="],
];
const SYMBOLS = ">=|<=|≥|≤|!=|≠|==|=|>|<";
const COMPARISONS =
  "over|above|more than|greater than|bigger than|higher than|exceeds|exceeding|at least|no less than|at most|no more than|up to|under|below|less than|lower than|smaller than";
const NUMBER = String.raw`[$€£]?\s?-?\d[\d,]*(?:\.\d+)?k?`;
const VALUE = String.raw`"[^"]*"|'[^']*'|“[^”]*”|${NUMBER}(?![\w-])|[\w@.+-]+`;
const NAME = String.raw`[A-Za-z_][\w.]*`;
const LINK = String.raw`(?:,?\s*\b(?:if|when|where|with|whose|and|for which)\s+)`;

/** `amount > 100`, `where status = draft`. */
const BY_SYMBOL = new RegExp(
  String.raw`${LINK}?(?:(?:the|its|an?)\s+)?\b(${NAME})\s*(${SYMBOLS})\s*(${VALUE})`,
  "i",
);
/** `if the amount is over $100`, `when status is not draft`. */
const BY_WORD = new RegExp(
  String.raw`${LINK}(?:(?:the|its|an?)\s+)?(${NAME})\s+(?:(?:is|are)\s+)?(${COMPARISONS}|is not|isn't|are not|is|are|equals|contains|containing)\s+(${VALUE})`,
  "i",
);
/** `whose status is one of draft, open or paid`. */
const ONE_OF = new RegExp(
  String.raw`${LINK}?(?:(?:the|its)\s+)?\b(${NAME})\s+(?:is\s+|are\s+)?one of\s+((?:[\w@.-]+)(?:(?:\s*,\s*|\s+or\s+)[\w@.-]+)*)`,
  "i",
);
/** `over $100`, `of more than 500 dollars`: an amount of which it is not said where it stands. */
const MONEY = new RegExp(
  String.raw`(?:${LINK}(?:it is\s+|they are\s+|it's\s+)?|\bof\s+)?\b(${COMPARISONS})\s+([$€£]\s?\d[\d,]*(?:\.\d+)?k?|\d[\d,]*(?:\.\d+)?k?\s*(?:dollars?|euros?|pounds?|usd|eur|gbp)?)\b`,
  "i",
);

/** Takes the conditions out of a sentence. */
export function takeConditions(sentence: string): FoundConditions {
  const text = { rest: sentence };
  const where: Condition[] = [];
  for (let match = cut(text, ONE_OF); match; match = cut(text, ONE_OF))
    where.push({
      argument: match[1] ?? "",
      operator: "one of",
      value: (match[2] ?? "").split(/\s*,\s*|\s+or\s+/).map(scalarIn),
    });
  for (const pattern of [BY_SYMBOL, BY_WORD])
    for (let match = cut(text, pattern); match; match = cut(text, pattern))
      where.push({
        argument: match[1] ?? "",
        operator: operatorOf(match[2] ?? ""),
        value: scalarIn(match[3] ?? ""),
      });
  const money: Omit<Condition, "argument">[] = [];
  for (let match = cut(text, MONEY); match; match = cut(text, MONEY))
    money.push({ operator: operatorOf(match[1] ?? ""), value: scalarIn(match[2] ?? "") });
  return { where, money, rest: text.rest.replace(/\s+/g, " ").trim() };
}

function cut(text: { rest: string }, pattern: RegExp): RegExpExecArray | undefined {
  const match = pattern.exec(text.rest);
  if (!match) return undefined;
  text.rest = `${text.rest.slice(0, match.index)} ${text.rest.slice(match.index + match[0].length)}`;
  return match;
}

const operatorOf = (word: string): Operator =>
  WORDS.find(([pattern]) => pattern.test(word.trim()))?.[1] ?? "=";

/** `$1,500` and `2k` are numbers, `"7"` is text, `true` is what it looks like. */
function scalarIn(text: string): string | number | boolean {
  const quoted = /^(["'“])(.*)["'”]$/s.exec(text);
  if (quoted) return quoted[2] ?? "";
  const amount = /^[$€£]?\s?(-?\d[\d,]*(?:\.\d+)?)(k?)\s*[a-z]*$/i.exec(text.trim());
  if (amount?.[1]) return Number(amount[1].replaceAll(",", "")) * (amount[2] ? 1000 : 1);
  const bare = text.replace(/[.]+$/, "");
  return bare === "true" || bare === "false" ? bare === "true" : bare;
}
