import type { Clock } from "../../kernel/index.ts";
import type { Changes } from "./changes.ts";
import type { AgentSession, State, SuggestedPrompts } from "./state.ts";

const STATUS_LIFETIME_MS = 2 * 60_000;

/** What the app says it is doing in a thread. */
export interface ThreadStatus {
  readonly status: string;
  readonly loadingMessages: readonly string[];
}

/** Agent sessions, their status line, and suggested prompts. */
export interface Sessions {
  find(channel: string, threadTs: string): AgentSession | undefined;
  /** Makes the session or changes its status; `title` and `initiator` count only for a new one. */
  setStatus(session: AgentSession): AgentSession;
  rename(session: AgentSession, title: string): AgentSession;
  /** Shows a status line; an empty one clears it. It ends by itself after two minutes. */
  showStatus(channel: string, threadTs: string, status: ThreadStatus): void;
  clearStatus(channel: string, threadTs: string): void;
  shownStatus(channel: string, threadTs: string): ThreadStatus | undefined;
  suggest(prompts: SuggestedPrompts): void;
  suggestions(channel: string): SuggestedPrompts | undefined;
}

export function createSessions(state: State, changes: Changes, clock: Clock): Sessions {
  const shown = new Map<string, ThreadStatus & { readonly at: number }>();
  const put = (session: AgentSession) => {
    const { channel, threadTs } = session;
    state.sessions.set(keyOf(channel, threadTs), session);
    changes.emit({ type: "session_changed", channel, threadTs });
    return session;
  };
  const clearStatus = (channel: string, threadTs: string) => {
    if (shown.delete(keyOf(channel, threadTs))) changes.emit({ type: "status_changed", channel, threadTs });
  };
  return {
    find: (channel, threadTs) => state.sessions.get(keyOf(channel, threadTs)),
    setStatus(session) {
      const before = state.sessions.get(keyOf(session.channel, session.threadTs));
      return put(before === undefined ? session : { ...before, status: session.status });
    },
    rename: (session, title) => put({ ...session, title }),
    showStatus(channel, threadTs, status) {
      if (status.status === "") return clearStatus(channel, threadTs);
      shown.set(keyOf(channel, threadTs), { ...status, at: clock().getTime() });
      changes.emit({ type: "status_changed", channel, threadTs });
    },
    clearStatus,
    shownStatus(channel, threadTs) {
      const status = shown.get(keyOf(channel, threadTs));
      if (status === undefined || clock().getTime() - status.at >= STATUS_LIFETIME_MS) return undefined;
      return { status: status.status, loadingMessages: status.loadingMessages };
    },
    suggest(prompts) {
      state.prompts.set(prompts.channel, prompts);
      changes.emit({ type: "prompts_changed", channel: prompts.channel });
    },
    suggestions: (channel) => state.prompts.get(channel),
  };
}

function keyOf(channel: string, threadTs: string): string {
  return `${channel}:${threadTs}`;
}
