import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebClient } from "@slack/web-api";
import { describe, expect, it, onTestFinished } from "vitest";
import { CannotSpeakNow, type Utterance } from "../../src/conversation/index.ts";
import { createLeanFetch } from "../../src/egress/index.ts";
import { createLargeFiles } from "../../src/local/index.ts";
import { createLocalWorkspace, createMemoryWorkspaceStore } from "../../src/local/workspace/index.ts";
import { createSoundFetch } from "../../src/slack/delivery/sound-fetch.ts";
import { createMessenger, type SlackConnection } from "../../src/slack/index.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { serveFront } from "../support/slack-http.ts";

const ADA = "U0ADALOCAL";
const MIB = 2 ** 20;
const clock = () => new Date("2026-11-21T12:00:00Z");

/** A workspace behind HTTP that keeps large files in a folder, and Chief's voice in it. */
async function openScene(around: (send: typeof fetch) => typeof fetch = (send) => send) {
  const folder = await mkdtemp(join(tmpdir(), "chief-files-"));
  const store = createMemoryWorkspaceStore();
  const options = { store, clock, largeFiles: createLargeFiles(folder) };
  const workspace = await createLocalWorkspace(options);
  const { origin, close } = await serveFront(workspace);
  onTestFinished(async () => {
    await workspace.stop();
    await close();
    await rm(folder, { recursive: true });
  });
  const send = around(createLeanFetch({ connectTimeoutMs: 5_000 }));
  const sound = createSoundFetch({ fetch: send, firstDelayMs: 1 });
  const slackApiUrl = `${origin}/api/`;
  const retryConfig = { retries: 0 };
  const client = new WebClient(workspace.identity.botToken, { slackApiUrl, fetch: sound, retryConfig });
  const connection = { client } as unknown as SlackConnection;
  const messenger = createMessenger({
    connections: { to: async () => connection, ofTeam: async () => connection, own: async () => connection },
    fetch: sound,
    knownHosts: async () => new Set<string>(),
    names: { shown: async (_workspaceId: string, text: string) => text },
    logger: silentLogger(),
    nativeStreaming: true,
  });
  const channel = workspace.reading.channels(ADA).find(({ name }) => name === "general")?.id ?? "";
  const asked = workspace.human.say({ user: ADA, channel, text: "the archive, please" });
  const place = { workspaceId: "ws", channelId: channel, threadTs: asked.ts };
  const shared = () =>
    workspace.reading
      .thread(ADA, channel, asked.ts)
      .flatMap((message) => (message["files"] ?? []) as { id: string; name: string; size: number }[]);
  return { folder, options, store, workspace, client, place, shared, say: messenger.say };
}

/** A file of so many bytes, made while it is read, and how often that was begun. */
function fileOf(bytes: number) {
  let reads = 0;
  async function* pieces() {
    reads += 1;
    for (let at = 0; at < bytes; at += MIB) yield Buffer.alloc(Math.min(MIB, bytes - at), at / MIB + 1);
  }
  const file: Extract<Utterance, { kind: "file" }> = {
    ...{ kind: "file", name: "all.zip", runUrl: "http://chief.test/runs/run_1", key: "k" },
    content: { bytes, pieces },
  };
  return { file, pieces, reads: () => reads };
}

/** The first uploads fail once the first piece was read. */
function failingUploads(times: number, fail: () => Response) {
  let left = times;
  return (send: typeof fetch): typeof fetch =>
    async (input, init) => {
      if (!String(input).includes("/upload/") || left-- <= 0) return send(input, init);
      const { body } = init ?? {};
      if (body instanceof Object && Symbol.asyncIterator in body) await body[Symbol.asyncIterator]().next();
      return fail();
    };
}

async function digestOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

describe("a large file", () => {
  it("D4: is shared in the thread, byte for byte, and kept over a restart outside of the store", async () => {
    const { say, place, shared, options, store, workspace } = await openScene();
    const { file, pieces } = fileOf(24.5 * MIB);

    expect(await say(place, file, { mayBeThere: false })).toEqual({ ok: true, ts: "" });

    const [kept] = shared();
    expect(shared()).toMatchObject([{ name: "all.zip", size: 24.5 * MIB }]);
    await workspace.flushed();
    expect(JSON.stringify(await store.load()).length).toBeLessThan(MIB);
    const after = await createLocalWorkspace(options);
    const found = after.reading.file(ADA, kept?.id ?? "");
    expect(found && (await digestOf(found.pieces()))).toBe(await digestOf(pieces()));
  });

  it("B2: is shared once when nobody knows whether it was", async () => {
    const { say, place, shared } = await openScene();
    const { file, reads } = fileOf(5 * MIB);
    await say(place, file, { mayBeThere: false });
    expect(await say(place, file, { mayBeThere: true })).toMatchObject({ ok: true });
    expect(shared()).toHaveLength(1);
    expect(reads()).toBe(1);
  });

  it("is sent again from its beginning when the upload fails on the way", async () => {
    const lost = failingUploads(2, () => new Response("oops", { status: 500 }));
    const { say, place, shared } = await openScene(lost);
    const { file, reads } = fileOf(5 * MIB);
    await say(place, file, { mayBeThere: false });
    expect(shared()).toMatchObject([{ size: 5 * MIB }]);
    expect(reads()).toBe(3);
  });

  it("is left for later while uploads get no answer, and shared nowhere", async () => {
    const { say, place, shared } = await openScene(
      failingUploads(99, () => {
        throw new TypeError("reset");
      }),
    );
    await expect(say(place, fileOf(5 * MIB).file, { mayBeThere: false })).rejects.toThrow(CannotSpeakNow);
    expect(shared()).toEqual([]);
  });

  it("is shared nowhere when it cannot be read to its end, and that is thrown as it is", async () => {
    const { say, place, shared, folder } = await openScene();
    const { file, pieces } = fileOf(6 * MIB);
    async function* broken() {
      let left = 3;
      for await (const piece of pieces()) {
        if (left-- === 0) throw new Error("a part is gone");
        yield piece;
      }
    }
    const sent = { ...file, content: { bytes: 6 * MIB, pieces: broken } };
    await expect(say(place, sent, { mayBeThere: false })).rejects.toThrow("a part is gone");
    expect(shared()).toEqual([]);
    await expect.poll(() => readdir(folder)).toEqual([]);
  });

  it("is refused in words beyond what Slack takes, and by Slack where it takes less", async () => {
    const { say, place, workspace } = await openScene();
    const nothing = fileOf(0).pieces;
    const { file } = fileOf(1);
    const ofBytes = (bytes: number) => ({ ...file, content: { bytes, pieces: nothing } });
    expect(await say(place, ofBytes(1_240_000_000), { mayBeThere: false })).toEqual({
      ok: false,
      code: "slack.file_too_large",
      message: "The file has 1.24 GB, and Slack takes none of more than 1 GB",
    });
    const fault = { kind: "refuse", error: "file_upload_size_restricted" } as const;
    workspace.faults.add({ method: "files.getUploadURLExternal", fault, times: 1 });
    expect(await say(place, ofBytes(10_000_000), { mayBeThere: false })).toEqual({
      ok: false,
      code: "slack.file_upload_size_restricted",
      message: "Slack takes no file of that size there",
    });
  });
});

describe("the local workspace", () => {
  it("takes no upload of more than 1 GB, nor one of another length than was announced", async () => {
    const { client, folder } = await openScene();
    const announce = (length: number) => client.files.getUploadURLExternal({ filename: "a.bin", length });
    await expect(announce(1_000_000_001)).rejects.toThrow("file_upload_size_restricted");
    const { upload_url: url = "" } = await announce(5 * MIB);
    const body = Buffer.alloc(6 * MIB);
    expect((await fetch(url, { method: "POST", body })).status).toBe(400);
    expect((await fetch(url, { method: "POST", body: body.subarray(0, 5 * MIB) })).status).toBe(200);
    expect(await readdir(folder)).toHaveLength(1);
  });
});
