import { WebClient, WebClientEvent } from "@slack/web-api";
import type { PlanNotes, Progress, Showing, Utterance } from "../../src/conversation/index.ts";
import { createLeanFetch } from "../../src/egress/index.ts";
import type { JsonObject } from "../../src/kernel/index.ts";
import {
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspace,
  type LocalWorkspaceOptions,
} from "../../src/local/workspace/index.ts";
import { createSoundFetch } from "../../src/slack/delivery/sound-fetch.ts";
import { createMessenger, type SlackConnection } from "../../src/slack/index.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { serveFront } from "../support/slack-http.ts";

const ADA = "U0ADALOCAL";

/** As in production, but without the waits. */
const AT_ONCE = {
  showAfterMs: 0,
  planAfterMs: 0,
  drawEveryMs: 20,
  rotateAfterMs: 240_000,
  refreshEveryMs: 90_000,
};

/** Notes in memory. */
export interface Notes extends PlanNotes {
  readonly plans: Map<string, { ts: string | null; isClosed: boolean }>;
}

function memoryNotes(): Notes {
  const plans: Notes["plans"] = new Map();
  return {
    plans,
    async opening() {
      const key = `plan_${plans.size}`;
      plans.set(key, { ts: null, isClosed: false });
      return key;
    },
    async opened(key, ts) {
      plans.set(key, { ts, isClosed: false });
    },
    async closed(key) {
      plans.set(key, { ts: plans.get(key)?.ts ?? null, isClosed: true });
    },
  };
}

/** A workspace behind HTTP, and Chief's voice in it. */
export async function openShowing(
  options: Partial<LocalWorkspaceOptions> & {
    timing?: Partial<typeof AT_ONCE>;
    nativeStreaming?: boolean;
  } = {},
) {
  const { timing, nativeStreaming = true, ...ofWorkspace } = options;
  let offsetMs = 0;
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => new Date(Date.now() + offsetMs),
    ...ofWorkspace,
  });
  const calls: { method: string; args: JsonObject }[] = [];
  const listening = { ...workspace, front: heard(workspace, calls) };
  const { origin, close } = await serveFront(listening);
  const client = new WebClient(workspace.identity.botToken, { slackApiUrl: `${origin}/api/` });
  let limited = 0;
  client.on(WebClientEvent.RATE_LIMITED, () => (limited += 1));
  const { teamId, botId, botUserId } = workspace.identity;
  const connection = {
    client,
    identity: { teamId, botId, botUserId },
  } as unknown as SlackConnection;
  const messenger = createMessenger({
    connections: { to: async () => connection, ofTeam: async () => connection, own: async () => connection },
    knownHosts: async () => new Set<string>(),
    names: { shown: async (_workspaceId: string, text: string) => text },
    logger: silentLogger(),
    nativeStreaming,
    fetch: createSoundFetch({ fetch: createLeanFetch({ connectTimeoutMs: 5_000 }) }),
    timing: { ...AT_ONCE, ...timing },
  });
  const channelNamed = (name: string) =>
    workspace.reading.channels(ADA).find((channel) => channel.name === name)?.id ?? "";
  return {
    workspace,
    client,
    messenger,
    calls,
    limited: () => limited,
    /** How often a method was called. */
    count: (method: string) => calls.filter((call) => call.method === method).length,
    advance: (ms: number) => {
      offsetMs += ms;
    },
    /** Begins to show a run in a thread of its own. */
    begin(where = "general", of: Partial<Showing> = {}) {
      const channel = where === "dm" ? workspace.conversations.openIm(ADA).id : channelNamed(where);
      const { ts } = workspace.human.say({ user: ADA, channel, text: "work" });
      const place = { workspaceId: "ws", channelId: channel, threadTs: ts };
      const notes = memoryNotes();
      const progress = messenger.progress({
        workspaceId: "ws",
        place,
        slackUserId: ADA,
        title: "Work",
        isTakenUpAgain: false,
        notes,
        ...of,
      });
      return { progress, place, notes, said: () => saidIn(workspace, channel, ts), at: { channel, ts } };
    },
    async close() {
      await workspace.stop();
      await close();
    },
  };
}

/** Notes what is called, and passes it on. */
function heard(workspace: LocalWorkspace, calls: { method: string; args: JsonObject }[]) {
  return async (request: Request) => {
    const method = new URL(request.url).pathname.split("/").at(-1) ?? "";
    const form = new URLSearchParams(await request.clone().text());
    calls.push({ method, args: Object.fromEntries(form) });
    return workspace.front(request);
  };
}

/** What Chief said in a thread, oldest first. */
function saidIn(workspace: LocalWorkspace, channel: string, ts: string): JsonObject[] {
  return workspace.reading
    .thread(ADA, channel, ts)
    .filter((message) => message["bot_id"] === workspace.identity.botId);
}

/** An answer with these words. */
export function answering(text: string, more: Partial<Extract<Utterance, { kind: "answer" }>> = {}) {
  return {
    kind: "answer" as const,
    answer: { text, tables: [] },
    receipt: { calls: [], approvedBy: [], modelCalls: 0, tokens: 0, durationMs: 10 },
    isTrouble: false,
    runUrl: "http://chief.test/runs/run_1",
    dashboardUrl: "http://chief.test",
    key: "run_1.answer",
    ...more,
  };
}

export const say = (progress: Progress, text: string) =>
  progress.answer(answering(text), { mayBeThere: false });
