import { isJsonObject, type Json, newId } from "../kernel/index.ts";
import { AnswerError } from "./answer-error.ts";
import type { ToolCall } from "./model.ts";

interface Draft {
  readonly index: number | undefined;
  id: string;
  name: string;
  arguments: string;
}

/** One entry of `tool_calls`, read without trust. Absent and empty are the same. */
interface Fragment {
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** Some servers send the arguments as an object: then they are whole. */
  readonly isWhole: boolean;
}

/**
 * Puts tool calls together from the fragments of a stream.
 *
 * By the book a fragment carries `index`, and only a call's first one `id` and `name`. Servers differ, so: an index
 * that is missing means the call that is being written; the id or name may be repeated, the name may come in
 * pieces, the id may change with each piece or be missing; and several calls may share index 0, each whole. A
 * fragment begins a *new* call when it names one, and the call it would otherwise continue is already whole or
 * has another name.
 */
interface ToolCallAssembly {
  add(fragments: Json | undefined): void;
  /** @throws AnswerError when a call has no name */
  finish(): ToolCall[];
}

export function createToolCallAssembly(): ToolCallAssembly {
  const drafts: Draft[] = [];
  const addFragment = (fragment: Fragment) => {
    const draft = findDraft(drafts, fragment);
    if (draft && continues(draft, fragment)) extend(draft, fragment);
    else
      drafts.push({
        index: fragment.index,
        id: fragment.id,
        name: fragment.name,
        arguments: fragment.arguments,
      });
  };
  return {
    add(fragments) {
      if (!Array.isArray(fragments)) return;
      for (const fragment of fragments) addFragment(readFragment(fragment));
    },
    finish: () => withOwnIds(drafts.map(finishDraft)),
  };
}

function readFragment(entry: Json): Fragment {
  const call = isJsonObject(entry) ? entry : {};
  const named = isJsonObject(call["function"]) ? call["function"] : {};
  const given = named["arguments"];
  const isWhole = isJsonObject(given);
  return {
    index: typeof call["index"] === "number" ? call["index"] : undefined,
    id: textOf(call["id"]),
    name: textOf(named["name"]),
    arguments: isWhole ? JSON.stringify(given) : textOf(given),
    isWhole,
  };
}

const textOf = (value: Json | undefined) => (typeof value === "string" ? value : "");

function findDraft(drafts: readonly Draft[], fragment: Fragment): Draft | undefined {
  if (fragment.index !== undefined) return drafts.findLast((draft) => draft.index === fragment.index);
  const sameId = fragment.id === "" ? undefined : drafts.findLast((draft) => draft.id === fragment.id);
  return sameId ?? drafts.at(-1);
}

function continues(draft: Draft, fragment: Fragment): boolean {
  if (fragment.name === "") return true;
  if (fragment.id !== "" && fragment.id === draft.id) return true;
  if (draft.arguments === "") return fragment.id === "" || draft.id === "";
  return fragment.name === draft.name && !fragment.isWhole && !isWholeJson(draft.arguments);
}

function extend(draft: Draft, fragment: Fragment): void {
  if (draft.id === "") draft.id = fragment.id;
  draft.name = mergedName(draft.name, fragment.name);
  draft.arguments = fragment.isWhole ? fragment.arguments : draft.arguments + fragment.arguments;
}

/** A repeated name stays, a longer one that begins the same replaces it, a piece is appended. */
function mergedName(known: string, given: string): string {
  if (given === "" || given === known) return known;
  return given.startsWith(known) ? given : known + given;
}

function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function finishDraft(draft: Draft): ToolCall {
  if (draft.name === "") throw new AnswerError("nonsense", "the answer has a tool call without a name");
  return {
    id: draft.id,
    name: draft.name,
    arguments: draft.arguments.trim() === "" ? "{}" : draft.arguments,
  };
}

/** Ids must tell the calls of a message apart; some servers send none, or the same for all. */
function withOwnIds(calls: readonly ToolCall[]): ToolCall[] {
  const used = new Set<string>();
  return calls.map((call) => {
    const id = call.id === "" || used.has(call.id) ? newId("call") : call.id;
    used.add(id);
    return { ...call, id };
  });
}
