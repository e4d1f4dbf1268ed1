/**
 * How Slack shows that Chief works in a thread, beside the plan: the agent's session, which carries the stop button and
 * the thread's name, and the status line, which lasts two minutes unless it is said again.
 */
import { type Logger, messageOf } from "../../kernel/index.ts";
import type { SlackConnection } from "../connection.ts";
import type { BudgetedMethod, Budgets } from "./budgets.ts";
import type { Timing } from "./timing.ts";

const WORKING = "is working on it…";
const LOADING = [
  "Reading your request…",
  "Choosing what to call…",
  "Calling your team's APIs…",
  "Going through the answers…",
];

interface Deps {
  readonly workspaceId: string;
  readonly channel: string;
  readonly threadTs: string;
  readonly slackUserId: string;
  readonly title: string;
  readonly line: () => Promise<SlackConnection>;
  readonly budgets: Budgets;
  readonly timing: Timing;
  readonly logger: Logger;
  /** Whether people see by something else that it works: then Slack wants no status. */
  readonly isSeen: () => boolean;
}

export interface Session {
  begin(): void;
  /** Says what is waited for; undefined when it goes on. */
  say(why: string | undefined): void;
  /** Takes the status line away, and gives the session its next status where that was not done otherwise. */
  end(status: "active" | "suspended" | undefined): Promise<void>;
}

/** Nothing of it is owed to anybody: what Slack refuses, or has no room for, is left out. */
export function createSession(deps: Deps): Session {
  const { channel, threadTs, budgets, workspaceId, timing } = deps;
  let last: Promise<unknown> = Promise.resolve();
  let refreshing: NodeJS.Timeout | undefined;
  let words = WORKING;
  let isBegun = false;

  function call(method: BudgetedMethod, act: (line: SlackConnection) => Promise<unknown>): void {
    if (budgets.take(workspaceId, method) > 0) return;
    last = last
      .then(deps.line)
      .then(act)
      .catch((error) => deps.logger.debug({ method, error: messageOf(error) }, "not shown"));
  }

  const setStatus = (status: "active" | "processing" | "suspended") =>
    call("agents.sessions.setStatus", ({ client }) =>
      client.agents.sessions.setStatus({
        channel_id: channel,
        thread_ts: threadTs,
        status,
        title: deps.title,
        initiator_user_id: deps.slackUserId,
      }),
    );

  const showWords = (status: string) =>
    call("assistant.threads.setStatus", ({ client }) =>
      client.assistant.threads.setStatus({
        channel_id: channel,
        thread_ts: threadTs,
        status,
        ...(status === WORKING ? { loading_messages: LOADING } : {}),
      }),
    );

  function refresh(): void {
    if (!deps.isSeen()) showWords(words);
  }

  return {
    begin() {
      if (isBegun) return;
      isBegun = true;
      setStatus("processing");
      refresh();
      refreshing = setInterval(refresh, timing.refreshEveryMs);
    },
    say(why) {
      words = why ?? WORKING;
      if (isBegun) showWords(words);
    },
    async end(status) {
      clearInterval(refreshing);
      if (isBegun) showWords("");
      isBegun = false;
      if (status) setStatus(status);
      await last;
    },
  };
}
