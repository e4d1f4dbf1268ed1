import type { JsonObject } from "../../kernel/index.ts";
import type { Changes } from "./changes.ts";
import { newSlackId } from "./ids.ts";
import type { Identity, State, WorkspaceView } from "./state.ts";
import { initialState } from "./view-state.ts";

const STACK_LIMIT = 3;

export type ViewRefusal = "push_limit_reached" | "not_found" | "hash_conflict" | "duplicate_external_id";

/** An open modal and whose it is. */
export interface OpenView {
  readonly user: string;
  readonly view: WorkspaceView;
}

export interface ViewTarget {
  readonly viewId?: string;
  readonly externalId?: string;
  /** The hash the app last saw; a view that changed since is not overwritten. */
  readonly hash?: string;
}

/**
 * Modals and home tabs.
 *
 * Every person has one stack of at most three modals: `open` starts it anew, `push` adds one, `close` takes the
 * top one off, or all. Modals end with the process; home tabs are stored.
 */
export interface Views {
  open(user: string, view: JsonObject): WorkspaceView | ViewRefusal;
  push(user: string, view: JsonObject): WorkspaceView | ViewRefusal;
  update(target: ViewTarget, view: JsonObject): WorkspaceView | ViewRefusal;
  publish(user: string, view: JsonObject, hash: string | undefined): WorkspaceView | ViewRefusal;
  close(user: string, all: boolean): void;
  find(viewId: string): OpenView | undefined;
  /** The modal that `user` sees now. */
  top(user: string): WorkspaceView | undefined;
}

export function createViews(state: State, changes: Changes, identity: Identity): Views {
  const stacks = new Map<string, WorkspaceView[]>();
  const stackOf = (user: string) => stacks.get(user) ?? [];
  const all = () => [...stacks].flatMap(([user, stack]) => stack.map((view): OpenView => ({ user, view })));
  const isTaken = (view: JsonObject, except?: string) =>
    isNamed(view) && all().some((open) => sameExternalId(open.view, view) && open.view.id !== except);

  const close = (user: string, count: number) => {
    const stack = stackOf(user);
    stacks.set(user, stack.slice(0, Math.max(0, stack.length - count)));
    for (const { id } of stack.slice(-count)) changes.emit({ type: "view_closed", user, viewId: id });
  };
  const add = (user: string, view: JsonObject) => {
    const stack = stackOf(user);
    const added = dress(identity, view, stack);
    stacks.set(user, [...stack, added]);
    changes.emit({ type: "view_opened", user, viewId: added.id });
    return added;
  };
  const updateModal = (target: ViewTarget, view: JsonObject) => {
    const open = all().find((candidate) => isMeant(candidate.view, target));
    if (open === undefined) return "not_found";
    if (target.hash !== undefined && target.hash !== open.view.hash) return "hash_conflict";
    if (isTaken(view, open.view.id)) return "duplicate_external_id";
    const next = redress(open.view, dress(identity, view, []));
    stacks.set(
      open.user,
      stackOf(open.user).map((old) => (old.id === next.id ? next : old)),
    );
    changes.emit({ type: "view_updated", user: open.user, viewId: next.id });
    return next;
  };

  return {
    open(user, view) {
      if (isTaken(view)) return "duplicate_external_id";
      close(user, STACK_LIMIT);
      return add(user, view);
    },
    push(user, view) {
      const stack = stackOf(user);
      if (stack.length === 0) return "not_found";
      if (stack.length >= STACK_LIMIT) return "push_limit_reached";
      return isTaken(view) ? "duplicate_external_id" : add(user, view);
    },
    update(target, view) {
      const home = state.homes.values().find((candidate) => isMeant(candidate, target));
      if (home === undefined) return updateModal(target, view);
      if (target.hash !== undefined && target.hash !== home.hash) return "hash_conflict";
      return publishTo(String(home["user_id"]), view);
    },
    publish(user, view, hash) {
      const before = state.homes.get(user);
      if (hash !== undefined && before !== undefined && hash !== before.hash) return "hash_conflict";
      return publishTo(user, view);
    },
    close: (user, everything) => close(user, everything ? STACK_LIMIT : 1),
    find: (viewId) => all().find(({ view }) => view.id === viewId) ?? findHome(state, viewId),
    top: (user) => stackOf(user).at(-1),
  };

  function publishTo(user: string, view: JsonObject): WorkspaceView {
    const before = state.homes.get(user);
    const dressed = { ...dress(identity, view, []), user_id: user };
    const published = state.homes.set(user, before === undefined ? dressed : redress(before, dressed));
    changes.emit({ type: "home_published", user });
    return published;
  }
}

function findHome(state: State, viewId: string): OpenView | undefined {
  const view = state.homes.values().find(({ id }) => id === viewId);
  return view === undefined ? undefined : { user: String(view["user_id"]), view };
}

/** What Slack adds to a view: ids, hash, the stack's ids, a `block_id` for each block, and the initial state. */
function dress(identity: Identity, view: JsonObject, stack: readonly WorkspaceView[]): WorkspaceView {
  const id = newSlackId("V");
  const blocks = withBlockIds((view["blocks"] ?? []) as JsonObject[]);
  return {
    callback_id: "",
    private_metadata: "",
    title: { type: "plain_text", text: "View Title", emoji: true },
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    external_id: "",
    ...view,
    type: String(view["type"]),
    id,
    team_id: identity.teamId,
    app_id: identity.appId,
    app_installed_team_id: identity.teamId,
    bot_id: identity.botId,
    blocks,
    state: { values: initialState(blocks) },
    hash: newHash(),
    root_view_id: stack[0]?.id ?? id,
    previous_view_id: stack.at(-1)?.id ?? null,
  };
}

/** `next` in the place of `before`. */
function redress(before: WorkspaceView, next: WorkspaceView): WorkspaceView {
  const { id, root_view_id, previous_view_id } = before;
  return { ...next, id, root_view_id, previous_view_id };
}

export function withBlockIds(blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.map((block) => ({ ...block, block_id: block["block_id"] ?? newSlackId("b") }));
}

function newHash(): string {
  return newSlackId("h");
}

function isNamed(view: JsonObject): boolean {
  return typeof view["external_id"] === "string" && view["external_id"] !== "";
}

function sameExternalId(a: JsonObject, b: JsonObject): boolean {
  return a["external_id"] === b["external_id"];
}

function isMeant(view: WorkspaceView, target: ViewTarget): boolean {
  if (target.viewId !== undefined) return view.id === target.viewId;
  return target.externalId !== undefined && view["external_id"] === target.externalId;
}
