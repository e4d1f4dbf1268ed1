import type { KnownTable, RunView } from "../planner.ts";
import type { Condition } from "./conditions-in.ts";
import type { ParsedRequest } from "./request.ts";
import { contentWords, stem } from "./words.ts";

/** What asks for records without narrowing them. */
const ASKING = new Set(
  (
    "list count counts number numbers find fetch read look search query calculate compute work add sum total totals average mean " +
    "top different distinct unique every each no not only than more less per group grouped result results record records row rows data if"
  )
    .split(" ")
    .map(stem),
);

/**
 * The words before what a table holds, as in “premium customers”, that narrowed nothing because they are in no column:
 * a number over all customers would pass for one of the premium ones.
 */
export function unheardWords(
  view: Pick<RunView, "catalogue">,
  {
    request,
    table,
    conditions,
  }: { request: ParsedRequest; table: KnownTable; conditions: readonly Condition[] },
): string[] {
  const nouns = new Set(contentWords(table.name));
  const known = knownWords(view, { request, table, conditions });
  const words = request.rest.match(/[\p{L}\p{N}_-]+|[.,;:!?]/gu) ?? [];
  return words.flatMap((word, at) => {
    const before = words[at - 1] ?? "";
    if (!nouns.has(stem(word.toLowerCase())) || !/^\p{L}{3,}/u.test(before)) return [];
    const [meant] = contentWords(before);
    return meant !== undefined && !ASKING.has(meant) && !known.has(meant) && !nouns.has(meant)
      ? [before]
      : [];
  });
}

/** Words that have had their effect, or name what is called. */
function knownWords(
  { catalogue }: Pick<RunView, "catalogue">,
  { request, table, conditions }: Parameters<typeof unheardWords>[1],
): ReadonlySet<string> {
  const names = catalogue.integrations.map(({ name }) => name);
  const columns = table.columns.map(({ name }) => name);
  const values = conditions.flatMap((one) => one.values);
  return new Set(contentWords([...names, ...columns, ...values, request.http?.path ?? ""].join(" ")));
}

/** What the answer says of them. */
export function unheardText(words: readonly string[]): string {
  const named = words.map((word) => `“${word}”`).join(" or ");
  return `I found nothing in the records that says ${named}, so this is over all of them.`;
}
