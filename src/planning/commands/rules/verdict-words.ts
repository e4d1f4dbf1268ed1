/** What a sentence says is to happen with some calls, and the words that name the calls. */
export interface SaidVerdict {
  readonly verdict: "ask" | "refuse" | "allow";
  readonly subject: string;
  /** Who may approve, as it was said: “my or @bob's”. */
  readonly who?: string;
}

const YES = "(?:approvals?|ok|okay|yes|permission|sign-?offs?|confirmation|consent)";
const COUNT = String.raw`\d{1,2}|two|three|four|five`;
const FIRST = String.raw`(?:\s+(?:first|beforehand|before\b.*|every time|each time|always))?`;
const NO_ASKING = String.raw`without\s+(?:asking|(?:any\s+|an?\s+|my\s+)?${YES})(?:\s+(?:me|us|anyone|anybody))?`;

/** In order: the first that fits decides. “Never ask” comes before “never”. */
const FORMS: readonly { readonly verdict: SaidVerdict["verdict"]; readonly pattern: RegExp }[] = [
  form(
    "allow",
    String.raw`(?:please\s+)?(?:always\s+)?(?:allow|permit|let)\s+(?<subject>.+?)\s+(?:to\s+)?(?:(?:go ahead|go through|run|happen|pass)\s+)?${NO_ASKING}`,
  ),
  form(
    "allow",
    String.raw`(?<subject>.+?)\s+(?:may|can|should)\s+(?:go ahead|go through|run|happen|be (?:made|sent))\s+${NO_ASKING}`,
  ),
  form("allow", String.raw`(?<subject>.+?)\s+(?:needs?|requires?)\s+no\s+${YES}`),
  form(
    "allow",
    String.raw`(?<subject>.+?)\s+(?:does|do)(?:n['’]t| not)\s+(?:need|require)\s+(?:any\s+|an?\s+)?${YES}`,
  ),
  form(
    "allow",
    String.raw`(?:don['’]t|do not|never)\s+ask\s+(?:(?:me|us|anyone|anybody)\s+)?(?:for|about|before)\s+(?<subject>.+)`,
  ),
  form("allow", String.raw`no\s+${YES}\s+(?:is\s+)?(?:needed|required)\s+for\s+(?<subject>.+)`),
  form(
    "ask",
    String.raw`(?:please\s+)?(?:always\s+)?ask\s+(?:for\s+)?(?<who>.+?)\s+(?:${YES}\s+)?(?:first\s+)?(?:before|for|about|on)\s+(?<subject>.+)`,
  ),
  form(
    "ask",
    String.raw`(?<subject>.+?)\s+(?:always\s+)?(?:needs?|requires?|must have|has to have|have to have|should have|must get|wants?)\s+(?:the\s+|(?<count>${COUNT})\s+)?${YES}\s+(?:by|of|from)\s+(?<who>.+?)${FIRST}`,
  ),
  form(
    "ask",
    String.raw`(?<subject>.+?)\s+(?:always\s+)?(?:needs?|requires?|must have|has to have|have to have|should have|must get|wants?)\s+(?<who>.*?)\s*${YES}${FIRST}`,
  ),
  form(
    "ask",
    String.raw`(?<subject>.+?)\s+(?:must|has to|have to|should|needs? to)\s+(?:always\s+)?be\s+(?:approved|confirmed|signed off|ok(?:ay)?ed)(?:\s+by\s+(?<who>.+?))?${FIRST}`,
  ),
  form(
    "ask",
    String.raw`(?<who>.+?)\s+(?:must|has to|have to|should|needs? to)\s+(?:always\s+)?(?:approve|confirm|sign off(?: on)?|ok(?:ay)?)\s+(?<subject>.+?)${FIRST}`,
  ),
  form(
    "refuse",
    String.raw`(?<subject>.+?)\s+(?:is|are|must be|should be|gets?)\s+(?:never\s+allowed|not\s+allowed|forbidden|refused|blocked|prohibited|denied|rejected)`,
  ),
  form(
    "refuse",
    String.raw`(?:please\s+)?(?:never|don['’]t|do not)\s+(?:ever\s+)?(?:(?:allow|permit|make|send|run|let anyone|let anybody|do)\s+)?(?<subject>.+)`,
  ),
  form(
    "refuse",
    String.raw`(?:please\s+)?(?:always\s+)?(?:refuse|block|forbid|deny|reject|prohibit|disallow)\s+(?<subject>.+)`,
  ),
  form("refuse", String.raw`(?:nobody|no one|no-one)\s+(?:may|can|should|is allowed to)\s+(?<subject>.+)`),
  form("refuse", String.raw`no\s+(?<subject>(?:[A-Z]+|more)\s+.+)`),
];

function form(verdict: SaidVerdict["verdict"], pattern: string) {
  return { verdict, pattern: new RegExp(`^${pattern}$`, "i") };
}

/** Reads what is to happen. Undefined when the sentence says nothing of that kind. */
export function readVerdict(sentence: string): SaidVerdict | undefined {
  for (const { verdict, pattern } of FORMS) {
    const groups = pattern.exec(sentence)?.groups;
    const subject = groups?.["subject"]?.trim();
    if (!subject) continue;
    const who = [groups?.["count"], groups?.["who"]?.trim()].filter((part) => part).join(" ");
    return { verdict, subject, ...(who ? { who } : {}) };
  }
  return undefined;
}

export interface SaidApprovers {
  readonly approvers: readonly string[];
  readonly needed?: number;
  readonly each?: boolean;
  readonly notRequester?: boolean;
}

const COUNTS: Record<string, number> = { two: 2, three: 3, four: 4, five: 5 };
const COUNTED = new RegExp(
  String.raw`^(${COUNT})\s+(?:(?:different\s+)?(?:people|persons|members)\s+)?(?:(?:of|from|in)\s+)?(.+)$`,
  "i",
);
/** “…, but not the person who asked”, “other than the requester”. */
const NOT_REQUESTER =
  /(?:\s*,)?\s+(?:but\s+)?(?:not|never|except|other than)\s+(?:by\s+|from\s+|of\s+)?(?:the\s+)?(?:requester|asker|person who (?:asked|asks)|whoever (?:asked|asks))(?:['’]s)?$/i;
const SOMEBODY_ELSE = /^(?:some|any)(?:one|body)\s+else(?:['’]s)?$/i;

/**
 * “my or @bob's”, “an admin's”, “two admins'”, “2 of the ops group”, “me and @bob” where each has to, “somebody else”,
 * “finance, but not the person who asked”.
 */
export function readApprovers(who: string | undefined): SaidApprovers {
  const named = who?.replace(NOT_REQUESTER, "").trim() ?? "";
  const notRequester = named !== (who ?? "") || SOMEBODY_ELSE.test(named) ? { notRequester: true } : {};
  if (
    named === "" ||
    SOMEBODY_ELSE.test(named) ||
    /^(?:an?|the|any|some|explicit|human|manual|prior)$/i.test(named)
  )
    return { approvers: [], ...notRequester };
  const counted = COUNTED.exec(named);
  const needed = counted?.[1] ? (COUNTS[counted[1].toLowerCase()] ?? Number(counted[1])) : 1;
  const approvers = (counted?.[2] ?? named)
    .split(/\s*,\s*(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+/i)
    .map((name) => name.replace(/^(?:the|an?)\s+(?=requester|asker|person)/i, "").trim())
    .filter((name) => name !== "");
  const isEach = approvers.length > 1 && /\s+and\s+/i.test(named);
  return {
    approvers,
    ...(needed > 1 ? { needed } : {}),
    ...(isEach ? { each: true } : {}),
    ...notRequester,
  };
}
