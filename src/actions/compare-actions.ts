import { setImmediate } from "node:timers/promises";
import { canonicalJson } from "../kernel/index.ts";
import type { Action, ActionDraft } from "./action.ts";
import { describeChange } from "./describe-change.ts";

/** What a newer description of an API makes of one action that is there. */
export interface ActionChange {
  readonly action: Action;
  readonly draft: ActionDraft;
  /** In words, what is different; empty when nothing is that anybody would notice. */
  readonly notes: readonly string[];
  /** Whether what is sent or accepted differs: then the action gets a new version. */
  readonly isCallChanged: boolean;
  /** Whether something that worked may not work any more: an input gone or now needed, a field of the answer gone. */
  readonly mayBreak: boolean;
}

/** The difference between the imported actions of an integration and what a document would make of them. */
export interface ActionDiff {
  readonly added: readonly ActionDraft[];
  readonly changed: readonly ActionChange[];
  readonly removed: readonly Action[];
  readonly kept: readonly ActionChange[];
}

const AT_ONCE = 50;

type Keyed = Pick<ActionDraft, "method" | "path">;

/**
 * Compares by method and path. A path whose parameters only got other names is the same operation: `/orders/{id}` and
 * `/orders/{orderId}`, unless one that is written exactly so is there too. Contracts of people are no part of it.
 * Others get their turn in between: there may be thousands of operations.
 */
export async function compareActions(
  stored: readonly Action[],
  drafts: readonly ActionDraft[],
): Promise<ActionDiff> {
  const imported = stored.filter(({ source }) => source === "openapi");
  const exact = pairs(imported, drafts, ({ method, path }) => `${method} ${path}`);
  const loose = pairs(exact.left, exact.right, ({ method, path }) => `${method} ${blanked(path)}`);
  const changes: ActionChange[] = [];
  for (const [at, [action, draft]] of [...exact.pairs, ...loose.pairs].entries()) {
    changes.push(changeOf(action, draft));
    if (at % AT_ONCE === AT_ONCE - 1) await setImmediate();
  }
  const changed = changes.filter((change) => change.notes.length > 0);
  const kept = changes.filter((change) => change.notes.length === 0);
  return { added: loose.right, changed, removed: loose.left, kept };
}

const blanked = (path: string) => path.replaceAll(/\{[^{}]*\}/g, "{}");

function pairs(left: readonly Action[], right: readonly ActionDraft[], keyOf: (one: Keyed) => string) {
  const byKey = new Map(right.map((draft) => [keyOf(draft), draft]));
  const matched: [Action, ActionDraft][] = [];
  const alone: Action[] = [];
  for (const action of left) {
    const draft = byKey.get(keyOf(action));
    if (draft) matched.push([action, draft]);
    else alone.push(action);
    if (draft) byKey.delete(keyOf(action));
  }
  const taken = new Set(matched.map(([, draft]) => draft));
  return { pairs: matched, left: alone, right: right.filter((draft) => !taken.has(draft)) };
}

function changeOf(action: Action, draft: ActionDraft): ActionChange {
  const sent = ({ inputSchema, request }: ActionDraft) => canonicalJson({ inputSchema, request });
  return { action, draft, ...describeChange(action, draft), isCallChanged: sent(action) !== sent(draft) };
}
