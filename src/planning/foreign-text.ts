import type { PreparedCall } from "../execution/index.ts";
import type { Catalogue, Integration } from "../integrations/index.ts";
import { isJsonObject, type Json } from "../kernel/index.ts";
import { type ForeignText, readWire } from "../policy/index.ts";
import type { PastMessage } from "./planner.ts";
import type { RunResults } from "./run-results.ts";
import type { ToolContext } from "./tool-context.ts";

/** What a run has seen so far: the ground on which a value is somebody's own words or came from elsewhere. */
export interface Provenance {
  /** What the person who asked has typed in this thread. */
  readonly typed: readonly string[];
  /** The names of the integrations whose answers were read, and `QUOTED` where something was quoted, in this run or in those that its prompt tells of. */
  readonly read: readonly string[];
  /** The answers of one of them in this run. */
  answersOf(integration: string): readonly Json[];
}

/**
 * The arguments of a call that hold free text which the person did not type, after an answer of another integration was
 * read: an answer may have planted it, or it may carry what that answer told.
 *
 * Not free text are numbers, times, and what the description of the action itself offers. Fine is a text of which the
 * person typed every word, and one that the same integration gave as a value, such as an id. Only what a model decided
 * is looked at: the built-in commands and the steps of a skill pass on what people wrote and saw.
 */
export function findForeignText(
  call: PreparedCall,
  to: { integration: Integration; catalogue: Catalogue },
  seen: Provenance,
): ForeignText[] {
  const from = seen.read.filter((name) => name !== to.integration.name);
  if (from.length === 0) return [];
  const known = wordsOf([...seen.typed, vocabularyOf(call, to.catalogue)].join(" "));
  const foreign = textsIn(call, to.integration).filter(
    ({ text }) => isFreeText(text) && ![...wordsOf(text)].every((word) => known.has(word)),
  );
  if (foreign.length === 0) return [];
  const own = valuesIn(seen.answersOf(to.integration.name));
  const names = foreign.filter(({ text }) => !own.has(text)).map(({ argument }) => argument);
  return [...new Set(names)].map((argument) => ({ argument, from }));
}

/** Where text comes from that the person quoted of somebody else. */
const QUOTED = "a quoted message";

/** What a run has seen, out of what a tool may know of it. */
export function provenanceOf({ written, steps, results }: ToolContext): Provenance {
  // What came back after the decision, from the calls beside this one, cannot have gone into it.
  const before = steps.slice(
    0,
    steps.findLastIndex((step) => step.kind === "assistant"),
  );
  const calls = before.flatMap((step) =>
    step.kind === "tool" && step.effect.call && step.effect.callId
      ? [{ id: step.effect.callId, integration: step.effect.call.integration }]
      : [],
  );
  const earlier = written.flatMap(({ integrations = [] }) => integrations);
  const quoted = written.some((message) => message.quoted !== undefined) ? [QUOTED] : [];
  return {
    typed: typedByAsker(written),
    read: [...new Set([...quoted, ...earlier, ...calls.map(({ integration }) => integration)])],
    answersOf: (integration) =>
      answersOf(
        results,
        calls.filter((call) => call.integration === integration),
      ),
  };
}

/** What the person who asks wrote in the thread: the words of others there are no request of theirs. */
export function typedByAsker(written: readonly PastMessage[]): string[] {
  const asker = written.at(-1)?.name;
  return written.filter(({ from, name }) => from === "person" && name === asker).map(({ text }) => text);
}

function answersOf(results: RunResults, calls: readonly { id: string }[]): Json[] {
  return calls.flatMap(({ id }) => results.valueOf(id) ?? []);
}

/** The words in which an action describes itself: the values that it offers are among them. */
function vocabularyOf({ actionId }: PreparedCall, catalogue: Catalogue): string {
  const action = actionId === null ? undefined : catalogue.action(actionId);
  if (!action) return "";
  const { name, title, description, path, inputSchema } = action;
  return [name, title, description, path, JSON.stringify(inputSchema)].join(" ");
}

const wordsOf = (text: string) =>
  new Set(
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [],
  );

const TIME = /^\d{4}-\d{2}(-\d{2})?([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Up to an epoch in milliseconds: the number of a card is longer. */
const NUMBER = /^-?\d{1,13}(\.\d+)?$/;

function isFreeText(text: string): boolean {
  const bare = text.trim();
  return bare !== "" && !NUMBER.test(bare) && !TIME.test(bare) && bare !== "true" && bare !== "false";
}

interface Argument {
  readonly argument: string;
  readonly text: string;
}

/** Every text that the request carries, with where it stands. */
function textsIn(call: PreparedCall, integration: Integration): Argument[] {
  const { path, arguments: given } = readWire(call.request, {
    marked: call.effect,
    baseUrl: integration.baseUrl,
    ...(call.actionPath ? { pathTemplate: call.actionPath } : {}),
  });
  const named = Object.keys(given.path).length > 0 || call.actionPath !== undefined;
  const inPath = named
    ? textsOf(given.path, "path")
    : (path.all[0] ?? []).map((text) => ({ argument: "path", text }));
  return [...textsOf(given.query, "query"), ...inPath, ...textsOf(given.body, "body")];
}

function textsOf(value: Json, at: string): Argument[] {
  if (typeof value === "string") return [{ argument: at, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(item, at));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => textsOf(member, `${at}.${name}`));
}

/** Every text that stands as a value by itself. */
function valuesIn(answers: readonly Json[]): Set<string> {
  const found = new Set<string>();
  const open: Json[] = [...answers];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === "string") found.add(value);
    else if (typeof value === "number") found.add(String(value));
    else if (value !== null && typeof value === "object")
      for (const member of Array.isArray(value) ? value : Object.values(value)) open.push(member);
  }
  return found;
}
