import type { KnownTable, RunView } from "../planner.ts";
import { isHeard, type Narrowing } from "./conditions-in.ts";
import type { ParsedRequest } from "./request.ts";
import type { Subject } from "./subject.ts";
import { contentWords, stem } from "./words.ts";

/** What asks for records without narrowing them. */
const ASKING = new Set(
  (
    "list count counts number numbers find fetch read look search query calculate compute work add sum total totals average mean " +
    "top different distinct unique every each no not only than more less per group grouped result results record records row rows data if " +
    "amount amounts sort sorted order ordered much many few out up so far now currently altogether overall together figure know need want " +
    "how got get made placed received came happened like compare break broken split chart graph table file csv json names name details " +
    "array object objects return returns answer answers answered endpoint response page pages paged please thanks hi hello hey again also just one ones excluding without except ever right did done make makes been sold bought"
  )
    .split(" ")
    .map(stem),
);

/** What a request was read as. */
interface Heard {
  readonly request: ParsedRequest;
  readonly table: KnownTable;
  readonly subject: Subject;
  readonly narrowing: Narrowing;
}

/**
 * The words that may have been meant to narrow the records and did not, because they are in no column: a number over all
 * customers would pass for one of the premium ones. Where a figure is asked for, all that is left of its sentence; else
 * the words before what a table holds, as in “premium customers”.
 */
export function unheardWords(view: Pick<RunView, "catalogue" | "steps">, heard: Heard): string[] {
  const { request, narrowing } = heard;
  const known = knownWords(view, heard);
  const isKnown = (word: string) => {
    const meant = contentWords(word.replace(/(?<=u)s$/, ""));
    return (
      !/^\p{L}[\p{L}\p{N}_-]{2,}$/u.test(word) ||
      meant.every((one) => ASKING.has(one) || known.has(one)) ||
      isHeard(narrowing, word)
    );
  };
  const isFigure = request.aggregate.kind !== "none";
  const left = isFigure ? runsOf(request.asked, isKnown) : wordsBeforeNouns(heard, isKnown);
  const clauses = narrowing.unheard
    .map(({ phrase }) => phrase)
    .filter((phrase) => !phrase.split(/\s+/).slice(1).every(isKnown));
  return [...left, ...clauses, ...unusedIds(view, request)];
}

/** Words that stand together are told together: “Ada Baker”. */
function runsOf(text: string, isKnown: (word: string) => boolean): string[] {
  const runs: string[] = [];
  let isOpen = false;
  for (const word of text.match(/[\p{L}\p{N}_-]+|[.,;:!?]/gu) ?? []) {
    if (isKnown(word)) {
      isOpen = false;
      continue;
    }
    if (isOpen) runs.push(`${runs.pop()} ${word}`);
    else runs.push(word);
    isOpen = true;
  }
  return runs;
}

function wordsBeforeNouns({ request, subject }: Heard, isKnown: (word: string) => boolean): string[] {
  const nouns = new Set(contentWords(subject.name));
  const words = request.rest.match(/[\p{L}\p{N}_-]+|[.,;:!?]/gu) ?? [];
  return words.flatMap((word, at) => {
    const before = words[at - 1] ?? "";
    return nouns.has(stem(word.toLowerCase())) && !isKnown(before) ? [before] : [];
  });
}

/** Ids that were sent nowhere, where a figure is asked for. */
function unusedIds({ steps }: Pick<RunView, "steps">, { aggregate, ids }: ParsedRequest): string[] {
  if (aggregate.kind === "none") return [];
  const sent = steps.flatMap((step) =>
    step.kind === "assistant" ? step.toolCalls.map((call) => call.arguments) : [],
  );
  return ids.filter((id) => !sent.some((given) => given.includes(id)));
}

/** Words that name what is called, or what it gave. */
function knownWords({ catalogue }: Pick<RunView, "catalogue">, heard: Heard): ReadonlySet<string> {
  const { request, table, subject } = heard;
  const names = catalogue.integrations.map(({ name }) => name);
  const columns = [...table.columns, ...subject.columns].map(({ name }) => name);
  return new Set(
    contentWords([...names, ...columns, table.name, subject.name, request.http?.path ?? ""].join(" ")),
  );
}

/** What the answer says of them. */
export function unheardText(words: readonly string[], { conditions }: Narrowing): string {
  const named = words.map((word) => `“${word}”`).join(" or ");
  const effect = conditions.length === 0 ? "this is over all of them" : "that narrows nothing here";
  return `I found nothing in the records that says ${named}, so ${effect}.`;
}
