/** A part of a sentence that narrows the records: “who are premium”, “whose tier is gold or silver”, “with status paid”. */
export interface Clause {
  /** As it was written. */
  readonly phrase: string;
  /** What the records must have a value of, where it is said. */
  readonly column?: string;
  /** The values, or a column and its value in one where `isLoose`. */
  readonly values: readonly string[];
  /** How several values are joined; all of them hold for “and”. */
  readonly joinedBy: "and" | "or";
  readonly isNot: boolean;
  /** “over 100” */
  readonly than?: { readonly operator: ">" | ">=" | "<" | "<="; readonly number: string };
  /** Whether the words may be no clause at all: “with a chart”. */
  readonly isLoose: boolean;
}

const WORD = String.raw`[\p{L}\p{N}_][\p{L}\p{N}_@.'’+-]*`;
/** What a value does not begin with: what follows is another part of the sentence, or describes the endpoint. */
const ENDS = String.raw`(?:ones?|if|when|and|or|but|by|per|in|into|for|with|without|who|that|which|whose|where|group(?:ed)?|broken|split|from|then|of|on|to|at|since|until|during|as|there|here|each|every|is|are|was|were|how|tell|show|give|post|send|list|count|sum|add|make|draw|plot|sort|total|average|please|it|them|this|an?(?=\s+[\p{L}\p{N}])|the|our|my|their|its|your)\b`;
const VALUE = String.raw`(?:"[^"]*"|“[^”]*”|'[^']*'|(?:(?!${ENDS})${WORD})(?:\s+(?!${ENDS})${WORD}){0,3})`;
const VALUES = String.raw`(${VALUE}(?:\s*(?:,\s*(?:or|and)|,|\bor\b|\band\b)\s+(?!${ENDS})${VALUE}(?=\s*(?:$|[,.;:!?)]|${ENDS})))*)`;
const NOT = String.raw`(n['’]t\b|\s+(?:not|no\s+longer|never)\b)?`;
const BE = String.raw`(?:are|were|(?:have|had)(?:\s+(?:not|never))?\s+been)`;
/** Of one: “everyone who is premium”. “The API that is paged” narrows nothing. */
const WHO_IS = String.raw`who\s+(?:is|was|has\s+been)`;
/** What stands before a value without changing it. */
const BEFORE = String.raw`\s+(?:(?:already|still|currently|now|marked|labell?ed|tagged|set\s+to|in|from|at|on)\s+)*(?:the\s+)?`;
const COLUMN_ENDS = String.raw`(?:is|are|was|were|equals|isn|aren|wasn|weren|of|and|or|by|per|not|the|who|that|which|whose|more|less|fewer|greater|higher|lower|over|under|above|below|at|up|no)\b`;
const COLUMN = String.raw`((?:(?!${COLUMN_ENDS})${WORD}\s+){0,2}(?!${COLUMN_ENDS})${WORD})`;
const THAN = String.raw`(?:(more\s+than|over|above|greater\s+than|higher\s+than|beyond|>)|(at\s+least|no\s+less\s+than|>=)|(less\s+than|under|below|lower\s+than|fewer\s+than|<)|(at\s+most|no\s+more\s+than|up\s+to|<=))\s*[$€£]?(-?\d[\d,]*(?:\.\d+)?)\b`;

const COMPARED = new RegExp(
  String.raw`\b(?:whose|where\s+(?:the\s+|their\s+)?|with\s+(?:an?\s+)?|(?:who|that|which)\s+have\s+(?:an?\s+)?)\s*${COLUMN}\s+(?:(?:is|are|was|were|of)\s+)?${THAN}`,
  "iu",
);
/** “orders over 100” does not say what is over 100. */
const BARE_THAN = new RegExp(String.raw`(?:\b(?:that|which|who)\s+are\s+)?(?<![\w-])${THAN}`, "iu");
const WHOSE = new RegExp(
  String.raw`\b(?:whose|where(?:\s+(?:the|their))?)\s+${COLUMN}\s+(?:is|are|was|were|equals|isn|aren|wasn|weren)${NOT}${BEFORE}${VALUES}`,
  "iu",
);
const WHO_ARE = new RegExp(
  String.raw`(?<!,\s*)\b(?:(?:who|that|which)\s+(?:${BE}|aren|weren)|${WHO_IS}|who\s+isn|who\s+wasn)${NOT}${BEFORE}${VALUES}`,
  "iu",
);
/** “and only the refunded ones?” */
const ONLY = new RegExp(
  String.raw`\bonly\s+(?:(?:the|those|that|who|which|are|in|from|not)\s+)*${VALUES}(?:\s+ones?)?(?=\s*(?:$|[.,;:!?)]|${ENDS}))`,
  "iu",
);
/** “how many customers are premium?”: what is said of them ends the sentence. */
const HOW_MANY_ARE = new RegExp(
  String.raw`(?<=\bhow\s+many\b[^.;:!?]{0,80}?)\b(?:${BE}|aren|weren)${NOT}${BEFORE}${VALUES}(?=\s*(?:$|[.;:!?,)]|(?:by|per|in|for|from|and)\b))`,
  "iu",
);
const WITH = new RegExp(
  String.raw`\b(?:with|having|(?:who|that|which)\s+(?:have|has|had))\s+(?:an?\s+|the\s+)?((?:(?!${ENDS})${WORD}\s+){1,3}?(?:(?:of|is|=)\s+)?${VALUES})`,
  "iu",
);

/**
 * Takes out of a text what narrows the records. What stands after a comma and “which”, or begins with an article, tells
 * about the endpoint: “, which is an array of orders”.
 */
export function takeClauses(text: { rest: string }): readonly Clause[] {
  return [...takeEach(text, COMPARED, compared), ...takeEach(text, WHOSE, ofColumn)]
    .concat(takeEach(text, WHO_ARE, ofAny), takeEach(text, HOW_MANY_ARE, ofAny))
    .concat(takeEach(text, ONLY, ofAny), takeEach(text, BARE_THAN, compared), takeEach(text, WITH, loose));
}

const MOST = 5;

function takeEach(
  text: { rest: string },
  pattern: RegExp,
  read: (match: RegExpExecArray) => Clause,
): Clause[] {
  const found: Clause[] = [];
  for (let match = pattern.exec(text.rest); match && found.length < MOST; match = pattern.exec(text.rest)) {
    found.push(read(match));
    text.rest = `${text.rest.slice(0, match.index)} ${text.rest.slice(match.index + match[0].length)}`;
  }
  return found;
}

const asWritten = ([whole]: RegExpExecArray) => whole.trim().replace(/[.,;:!?]+$/, "");
const NEGATED = /n['’]t\b|\b(?:not|no longer|never)\b/i;

function valuesIn(written: string): Pick<Clause, "values" | "joinedBy"> {
  const values = written
    .split(/\s*(?:,\s*(?:or|and)\b|,|\bor\b|\band\b)\s*/i)
    .map((value) => value.trim().replace(/^["“']|["”'.]+$/g, ""))
    .filter((value) => value !== "");
  return { values, joinedBy: /\bor\b/i.test(written) ? "or" : "and" };
}

const ofAny = (match: RegExpExecArray): Clause => ({
  ...{ phrase: asWritten(match), isNot: NEGATED.test(match[0]), isLoose: false },
  ...valuesIn(match.at(-1) ?? ""),
});

const ofColumn = (match: RegExpExecArray): Clause => ({ ...ofAny(match), column: match[1] ?? "" });

const loose = (match: RegExpExecArray): Clause => ({
  ...{ phrase: asWritten(match), isNot: false, isLoose: true },
  ...valuesIn(match[1] ?? ""),
});

const OPERATORS = [">", ">=", "<", "<="] as const;

function compared(match: RegExpExecArray): Clause {
  const said = match.slice(-5, -1);
  const operator = OPERATORS[said.findIndex((word) => word !== undefined)] ?? ">";
  const column = match.length > 6 ? match[1] : undefined;
  return {
    ...{ phrase: asWritten(match), values: [], joinedBy: "and", isNot: false, isLoose: false },
    than: { operator, number: (match.at(-1) ?? "").replaceAll(",", "") },
    ...(column === undefined ? {} : { column }),
  };
}
