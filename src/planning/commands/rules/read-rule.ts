/** Reads a rule out of plain words: “any DELETE call to our Internal Orders API needs my approval first”. */
import { type Action, inputsOf } from "../../../actions/index.ts";
import { AMOUNT_NAMES } from "../../../execution/index.ts";
import type { Catalogue } from "../../../integrations/index.ts";
import type { CallsInput, Condition, Deed, RuleInput } from "../../../policy/index.ts";
import { findMentionedIntegration } from "../find-integration.ts";
import { contentWords } from "../words.ts";
import { type FoundConditions, takeConditions } from "./conditions.ts";
import { readApprovers, readVerdict } from "./verdict-words.ts";

/** `fault` names the part that was not understood. */
export type ReadRule =
  | { readonly ok: true; readonly input: RuleInput }
  | { readonly ok: false; readonly fault: string };

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const METHOD = new RegExp(
  String.raw`\b(${METHODS.join("|")})\b(?=\s*(?:[,/]|or\b|and\b|calls?\b|requests?\b|to\b|in\b|on\b|at\b|under\b|\/|$))`,
);
const METHOD_CALL = /\b(get|head|post|put|patch|delete)(?=\s+(?:calls?|requests?)\b)/i;
const PATH = /(?:\b(under|below|at|to|on|for)\s+)?(?<![\w/])(\/[^\s,;"'`]*)/i;
const ASKER = /\b(?:asked for\s+)?(?:by|from)\s+(@[\w.-]+|<@[A-Z0-9]+(?:\|[^>]*)?>|me)(?![\w-])/i;
const DEEDS: readonly [RegExp, Deed][] = [
  [/^(?:delet|remov|destroy|eras|purg)/, "remove"],
  [/^(?:write|writ|chang|modif|updat|edit|mutat|alter)/, "change"],
  [/^(?:read|fetch|view)/, "read"],
];
const FILLERS = new Set(
  contentWords(
    "any every all each call calls request requests anything everything something anyone anybody one people person that which more action actions api integration made sent only first always go ahead",
  ),
);

/** Reads one sentence. What it does not understand whole it does not guess at. */
export function readRule(sentence: string, catalogue: Catalogue): ReadRule | undefined {
  const whole = sentence
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.!]+$/, "");
  const conditions = takeConditions(whole);
  const said = readVerdict(conditions.rest.replace(/[\s,]+$/, ""));
  if (!said) return undefined;
  const subject = readCalls(said.subject, catalogue, conditions);
  if ("fault" in subject) return { ok: false, fault: subject.fault };
  return {
    ok: true,
    input: {
      ...subject,
      verdict: said.verdict,
      ...(said.verdict === "ask" ? readApprovers(said.who) : {}),
      words: sentence,
    },
  };
}

/** The calls that words name, with the conditions that were taken out of them before; or what was not understood. */
export function readCalls(
  given: string,
  catalogue: Catalogue,
  { where, money }: Omit<FoundConditions, "rest">,
): CallsInput | { fault: string } {
  const text = { rest: given };
  const methods = takeMethods(text);
  // Before the integration: `/orders` is no mention of one that is called “Orders”.
  const path = takePath(text);
  const mentioned = findMentionedIntegration(text.rest, catalogue.integrations);
  text.rest = mentioned?.rest ?? text.rest;
  const integrationId = mentioned?.integration.id;
  const asker = ASKER.exec(text.rest);
  if (asker) text.rest = text.rest.replace(asker[0], " ");
  const { deed, rest } = takeDeed(text.rest);
  const named = mentioned?.actionName ?? spelledAction(rest, catalogue, integrationId);
  const words = named ? [] : meaning(rest);
  const actions = named
    ? [named]
    : words.length > 0
      ? actionsFor(words, { catalogue, integrationId, deed })
      : [];
  if (words.length > 0 && actions.length === 0) return { fault: `“${rest.trim()}”` };
  const found: CallsInput = {
    ...(mentioned ? { integration: mentioned.integration.slug } : {}),
    ...(methods.length > 0 ? { methods } : {}),
    ...(path ? { path } : {}),
    ...(actions.length > 0 ? { actions } : deed ? { does: deed } : {}),
    ...(asker?.[1] ? { askedBy: asker[1] } : {}),
  };
  const placed = money.map((one) => ({ ...one, argument: amountOf(catalogue, integrationId, actions) }));
  const conditions: Condition[] = [...where, ...placed];
  const isAbout =
    Object.keys(found).length > 0 || conditions.length > 0 || /\b(?:any|every|all)\b/i.test(given);
  if (!isAbout) return { fault: `“${given}”` };
  return conditions.length > 0 ? { ...found, where: conditions } : found;
}

function takeMethods(text: { rest: string }): string[] {
  const found: string[] = [];
  for (const pattern of [METHOD, METHOD_CALL])
    for (let match = pattern.exec(text.rest); match; match = pattern.exec(text.rest)) {
      found.push((match[1] ?? "").toUpperCase());
      text.rest = text.rest.replace(match[0], " ");
    }
  return [...new Set(found)];
}

/** “under /orders” means what is below it, too. */
function takePath(text: { rest: string }): string | undefined {
  const match = PATH.exec(text.rest);
  if (!match?.[2]) return undefined;
  text.rest = text.rest.replace(match[0], " ");
  const path = match[2].replace(/[.,:]+$/, "");
  const isBelow = /^(?:under|below)$/i.test(match[1] ?? "") && !path.endsWith("*");
  return isBelow ? `${path.replace(/\/$/, "")}/**` : path;
}

function takeDeed(text: string): { deed: Deed | undefined; rest: string } {
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    const deed = DEEDS.find(([pattern]) => pattern.test(word))?.[1];
    if (deed) return { deed, rest: text.replace(new RegExp(String.raw`\b${word}\b`, "i"), " ") };
  }
  return { deed: undefined, rest: text };
}

const meaning = (text: string) =>
  contentWords(text.replace(/\b(?:a|an|or|and|of|the|something)\b/gi, " ")).filter(
    (word) => !FILLERS.has(word),
  );

function spelledAction(
  text: string,
  catalogue: Catalogue,
  integrationId: string | undefined,
): string | undefined {
  const spelled = text.toLowerCase();
  return actionsOf(catalogue, integrationId).find(
    ({ name }) => name.includes("-") && new RegExp(String.raw`(?<![\w-])${name}(?![\w-])`).test(spelled),
  )?.name;
}

const actionsOf = (catalogue: Catalogue, integrationId: string | undefined): Action[] =>
  catalogue.integrations
    .filter(({ id }) => integrationId === undefined || id === integrationId)
    .flatMap(({ id }) => catalogue.actionsOf(id));

/** The actions that have every word in their name or title, and do what was said; a deed may stand in the words, too. */
function actionsFor(
  words: readonly string[],
  {
    catalogue,
    integrationId,
    deed,
  }: { catalogue: Catalogue; integrationId: string | undefined; deed: Deed | undefined },
): string[] {
  const found = actionsOf(catalogue, integrationId).filter((action) => {
    const known = new Set(contentWords(`${action.name} ${action.title}`));
    return words.every((word) => known.has(word)) && does(action, deed);
  });
  const slugOf = (id: string) => catalogue.integration(id)?.slug ?? id;
  return found.map((action) => `${slugOf(action.integrationId)}.${action.name}`);
}

function does({ effect }: Action, deed: Deed | undefined): boolean {
  if (deed === "remove") return effect === "destroy";
  return deed === "change" ? effect !== "read" : deed === undefined || effect === "read";
}

/** The argument that an amount of money most likely stands in: the one that the actions take, else `amount`. */
export function amountOf(
  catalogue: Catalogue,
  integrationId: string | undefined,
  names: readonly string[],
): string {
  const bare = new Set(names.map((name) => name.slice(name.lastIndexOf(".") + 1)));
  const inputs = actionsOf(catalogue, integrationId)
    .filter(({ name, effect }) => (bare.size > 0 ? bare.has(name) : effect !== "read"))
    .flatMap((action) => inputsOf(action).map(({ name }) => name));
  return AMOUNT_NAMES.find((name) => inputs.includes(name)) ?? "amount";
}
