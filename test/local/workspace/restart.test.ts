import { text } from "node:stream/consumers";
import { WebClient } from "@slack/web-api";
import { describe, expect, it, vi } from "vitest";
import {
  createInProcessFetch,
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type WorkspaceStore,
} from "../../../src/local/workspace/index.ts";
import { ADA, MALLORY } from "./bolt-peer.ts";

const clock = () => new Date("2026-11-21T12:00:00Z");

describe("a restart", () => {
  it("keeps chats, people, home tabs, files and the app's token", async () => {
    const store = createMemoryWorkspaceStore();
    const before = await createLocalWorkspace({ store, clock });
    const said = before.human.say({ user: ADA, channel: "app", text: "hello" });
    const content = new TextEncoder().encode("a,b");
    before.human.upload({ user: ADA, channel: "app", text: "", name: "a.csv", content, threadTs: said.ts });
    before.people.change(MALLORY, { isAdmin: true });
    const client = new WebClient(before.identity.botToken, { fetch: createInProcessFetch(before) });
    await client.views.publish({ user_id: ADA, view: { type: "home", blocks: [{ type: "divider" }] } });
    await before.stop();

    const after = await createLocalWorkspace({ store, clock });

    expect(after.identity).toEqual(before.identity);
    expect(after.reading.messages(ADA, said.channel)).toEqual(before.reading.messages(ADA, said.channel));
    expect(after.reading.home(ADA)).toEqual(before.reading.home(ADA));
    expect(after.people.get(MALLORY).isAdmin).toBe(true);
    const [, upload] = after.reading.thread(ADA, said.channel, said.ts);
    const [file] = (upload?.["files"] ?? []) as { id: string }[];
    const kept = after.reading.file(ADA, file?.id ?? "");
    expect(kept && (await text(kept.pieces()))).toBe("a,b");
    expect(after.reading.file(MALLORY, file?.id ?? "")).toBeUndefined();
  });

  it("gives later timestamps than before, even when the clock stands still", async () => {
    const store = createMemoryWorkspaceStore();
    const before = await createLocalWorkspace({ store, clock });
    const [first, second] = ["1", "2"].map((text) => before.human.say({ user: ADA, channel: "app", text }));
    await before.stop();

    const after = await createLocalWorkspace({ store, clock });
    const third = after.human.say({ user: ADA, channel: "app", text: "3" });

    const stamps = [first?.ts, second?.ts, third.ts];
    expect(stamps).toEqual([...new Set(stamps)].sort());
  });

  it("stores later what the store refused, and the deletions", async () => {
    const memory = createMemoryWorkspaceStore();
    let isAway = false;
    const failures: unknown[] = [];
    const store: WorkspaceStore = {
      ...memory,
      save: (records) => (isAway ? Promise.reject(new Error("disk full")) : memory.save(records)),
    };
    const before = await createLocalWorkspace({
      store,
      clock,
      onStoreFailure: (error) => failures.push(error),
    });
    const kept = before.human.say({ user: ADA, channel: "app", text: "kept" });
    const gone = before.human.say({ user: ADA, channel: "app", text: "gone" });
    await before.flushed();

    isAway = true;
    before.human.edit({ user: ADA, channel: kept.channel, ts: kept.ts, text: "changed" });
    await vi.waitFor(() => expect(failures).toHaveLength(1));
    isAway = false;
    before.human.unsay({ user: ADA, channel: gone.channel, ts: gone.ts });
    await vi.waitFor(async () => {
      const records = await memory.load();
      expect(records.filter(({ key }) => key.startsWith("message:"))).toMatchObject([
        { value: { text: "changed" } },
      ]);
    });
  });
});
