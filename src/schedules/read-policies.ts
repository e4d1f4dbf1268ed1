/** Policies of a schedule as people write them beside its times: “only tell me if there are any”, “skip missed ones”. */
import type { Policies } from "./policies.ts";

/** What was understood, what is left of the text, and who is asked when nobody answers, as written. */
export interface ReadPolicies {
  readonly policies: Partial<Policies>;
  readonly rest: string;
  readonly fallbackName?: string;
  /** What is looked for, where only the condition says so: “only tell me if there are late orders”. */
  readonly sought?: string;
}

const JOIN = String.raw`(?:[,;.]?\s*(?:and|but)?\s*)`;
const TELL = String.raw`(?:tell|ping|notify|message|alert|post|write|say|report|speak|answer)(?:\s+(?:me|us|it|so|something|there))?`;
const ONLY_IF = String.raw`(?:only\s+${TELL}\s+(?:if|when)|${TELL}\s+only\s+(?:if|when)|only\s+(?:if|when))`;
const CHANGED = new RegExp(
  String.raw`${JOIN}${ONLY_IF}\s+(?:it|that|something|anything|the\s+\w+)\s*(?:has\s+|have\s+|is\s+|are\s+|was\s+)?(?:changed|changes|change|new|different|differs)\b`,
  "i",
);
const FOUND = new RegExp(
  String.raw`${JOIN}${ONLY_IF}\s+(?:there\s+(?:is|are|were|was)\s+|it\s+(?:finds?|found)\s+|you\s+(?:find|found)\s+)(?:any|some|something|anything|more\s+than\s+(?:0|zero|none)|at\s+least\s+one|rows|results)(?:\s+to\s+(?:say|tell|report))?(?![\w-]|\s+[\w-])`,
  "i",
);
const SOUGHT = new RegExp(
  String.raw`${JOIN}${ONLY_IF}\s+(?:there\s+(?:is|are|were|was)\s+)(?:any\s+|some\s+|new\s+)?(.+)$`,
  "i",
);

type Rule = readonly [pattern: RegExp, policies: Partial<Policies>];
const RULES: readonly Rule[] = [
  [CHANGED, { tells: "changed" }],
  [FOUND, { tells: "found" }],
  [
    new RegExp(
      `${JOIN}(?:always\\s+tell(?:\\s+(?:me|us))?|tell(?:\\s+(?:me|us))?\\s+(?:always|every\\s+time))`,
      "i",
    ),
    { tells: "always" },
  ],
  [new RegExp(`${JOIN}skip\\s+(?:the\\s+)?missed(?:\\s+(?:ones|runs|times))?`, "i"), { missed: "skip" }],
  [
    new RegExp(`${JOIN}run\\s+(?:the\\s+)?missed(?:\\s+(?:ones|runs|times))?\\s+(?:late|once)`, "i"),
    { missed: "latest" },
  ],
  [new RegExp(`${JOIN}queue\\s+overlapping(?:\\s+(?:ones|runs))?`, "i"), { overlapping: "queue" }],
  [
    new RegExp(`${JOIN}run\\s+overlapping(?:\\s+(?:ones|runs))?(?:\\s+(?:anyway|too))?`, "i"),
    { overlapping: "run" },
  ],
  [new RegExp(`${JOIN}skip\\s+overlapping(?:\\s+(?:ones|runs))?`, "i"), { overlapping: "skip" }],
  [
    new RegExp(
      `${JOIN}pause\\s+(?:it\\s+)?(?:if|when)\\s+(?:the\\s+connection|it|something)\\s+(?:is\\s+)?(?:broken|failing|breaks|fails)`,
      "i",
    ),
    { broken: "pause" },
  ],
  [
    new RegExp(
      `${JOIN}skip\\s+(?:it\\s+)?(?:if|when)\\s+(?:the\\s+connection|it|something)\\s+(?:is\\s+)?(?:broken|failing|breaks|fails)`,
      "i",
    ),
    { broken: "skip" },
  ],
  [
    new RegExp(`${JOIN}skip\\s+(?:it\\s+)?(?:if|when)\\s+nobody\\s+(?:answers|approves)`, "i"),
    { unanswered: "skip" },
  ],
  [
    new RegExp(`${JOIN}(?:let\\s+it\\s+)?expire\\s+(?:if|when)\\s+nobody\\s+(?:answers|approves)`, "i"),
    { unanswered: "expire" },
  ],
];
const ASK = new RegExp(
  `${JOIN}ask\\s+(<@[A-Z0-9]+(?:\\|[^>]*)?>|@?[\\p{L}\\p{N}_.-]+)\\s+(?:if|when)\\s+nobody\\s+(?:answers|approves)`,
  "iu",
);

/** Reads every policy out of a text. What it does not know stays where it is. */
export function readPolicies(text: string): ReadPolicies {
  let [rest, policies]: [string, Partial<Policies>] = [text, {}];
  for (const [pattern, meant] of RULES) {
    if (!pattern.test(rest)) continue;
    policies = { ...policies, ...meant };
    rest = rest.replace(pattern, " ");
  }
  const asked = ASK.exec(rest);
  if (asked?.[1]) {
    policies = { ...policies, unanswered: "ask" };
    rest = rest.replace(ASK, " ");
  }
  const sought = policies.tells === undefined ? SOUGHT.exec(rest) : null;
  if (sought) {
    policies = { ...policies, tells: "found" };
    rest = rest.replace(SOUGHT, " ");
  }
  return {
    policies,
    rest: rest.trim(),
    ...(asked?.[1] ? { fallbackName: asked[1] } : {}),
    ...(sought?.[1] ? { sought: sought[1].replace(/[.!\s]+$/, "") } : {}),
  };
}
