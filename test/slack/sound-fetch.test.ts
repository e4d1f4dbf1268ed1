import { describe, expect, it } from "vitest";
import { createSoundFetch } from "../../src/slack/delivery/sound-fetch.ts";

type Answerer = (call: { method: string; form: URLSearchParams }) => Response | Promise<Response>;

const ok = () => Response.json({ ok: true });
const busy = (seconds: number) =>
  new Response("{}", { status: 429, headers: { "retry-after": String(seconds) } });

/** A Web API that notes what reaches it, behind the fetch under test. */
function webApi(answer: Answerer, options: { timeoutMs?: number; mostWaitMs?: number } = {}) {
  const seen: string[] = [];
  const fetch = createSoundFetch({
    firstDelayMs: 1,
    ...options,
    async fetch(input, init) {
      const method = String(input).split("/api/")[1] ?? "";
      const form = new URLSearchParams(String(init?.body ?? ""));
      seen.push([method, form.get("channel"), form.get("text")].filter(Boolean).join(" "));
      const late = new Promise<never>((_, reject) =>
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      );
      return Promise.race([answer({ method, form }), late]);
    },
  });
  const call = (method: string, args: Record<string, string> = {}, token = "xoxb-1") =>
    fetch(`https://slack.com/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(args).toString(),
    });
  return { seen, call };
}

/** Fails as often as `times` says, and works then. */
function atFirst(times: number, fault: () => Response | Promise<Response>): Answerer {
  let left = times;
  return () => (left-- > 0 ? fault() : ok());
}

const never = () => new Promise<never>(() => undefined);

describe("what goes out to Slack", () => {
  it("sends a read and an edit again after a 500, a post never", async () => {
    for (const [method, sends] of [
      ["users.info", 3],
      ["chat.update", 3],
      ["chat.postMessage", 1],
      ["views.open", 1],
      ["chat.appendStream", 1],
    ] as const) {
      const api = webApi(atFirst(2, () => new Response("oops", { status: 500 })));
      const answer = await api.call(method, { channel: "C1", ts: "1.1" });
      expect([method, api.seen.length, answer.status]).toEqual([method, sends, sends === 1 ? 500 : 200]);
    }
  });

  it("gives up a call that takes too long, and sends it again only where that does not show", async () => {
    const read = webApi(atFirst(1, never), { timeoutMs: 20 });
    expect((await read.call("conversations.replies", { channel: "C1" })).status).toBe(200);
    const post = webApi(atFirst(1, never), { timeoutMs: 20 });
    await expect(post.call("chat.postMessage", { channel: "C1" })).rejects.toThrow(/timeout/i);
    expect(post.seen).toHaveLength(1);
  });

  it("stops sending after a few failures", async () => {
    const api = webApi(() => new Response("oops", { status: 503 }));
    expect((await api.call("users.info")).status).toBe(503);
    expect(api.seen).toHaveLength(4);
  });

  it("waits as long as Slack asks before it posts again, and posts then", async () => {
    const api = webApi(atFirst(1, () => busy(1)));
    const began = performance.now();
    expect((await api.call("chat.postMessage", { channel: "C1" })).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(api.seen).toHaveLength(2);
  });

  it("a channel that Slack closes for an hour is told as busy at once, and slows no other channel, method or workspace", async () => {
    const api = webApi(({ form }) => (form.get("channel") === "C1" ? busy(3600) : ok()));
    const refused = await api.call("chat.postMessage", { channel: "C1", text: "first" });
    expect([refused.status, Number(refused.headers.get("retry-after")) > 3500]).toEqual([429, true]);
    expect((await api.call("chat.postMessage", { channel: "C1", text: "second" })).status).toBe(429);
    expect(api.seen).toEqual(["chat.postMessage C1 first"]);
    const others = await Promise.all([
      api.call("chat.postMessage", { channel: "C2" }),
      api.call("views.open"),
      api.call("chat.postEphemeral", { channel: "C3" }),
    ]);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
    await api.call("chat.postMessage", { channel: "C1", text: "of another workspace" }, "xoxb-2");
    expect(api.seen.at(-1)).toBe("chat.postMessage C1 of another workspace");
  });

  it("an interactive call does not wait even a second", async () => {
    const api = webApi(() => busy(1));
    expect((await api.call("views.open")).status).toBe(429);
    expect(api.seen).toHaveLength(1);
  });

  it("posts run free until Slack asks for patience, and keep to one a second in that channel afterwards", async () => {
    const patience = 1;
    let isBusy = false;
    const api = webApi(({ form }) => (isBusy && form.get("channel") === "C1" ? busy(patience) : ok()));
    const posts = (channel: string) =>
      Promise.all(Array.from({ length: 40 }, () => api.call("chat.postMessage", { channel })));
    const accepted = (answers: Response[]) => answers.filter(({ status }) => status === 200).length;
    expect(accepted(await posts("C1"))).toBe(40);
    isBusy = true;
    const refused = api.call("chat.postMessage", { channel: "C1" });
    await expect.poll(() => api.seen.length).toBe(41);
    isBusy = false;
    expect((await refused).status).toBe(200);
    const began = performance.now();
    expect(accepted([await api.call("chat.postMessage", { channel: "C1" })])).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(500);
    expect(accepted(await posts("C2"))).toBe(40);
  });

  it("does not let more wait for one channel than a few: the others are told how long it takes", async () => {
    const api = webApi(atFirst(1, () => busy(1)));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.call("chat.postMessage", { channel: "C1" })),
    );
    const later = await Promise.all(
      Array.from({ length: 20 }, () => api.call("chat.postMessage", { channel: "C1" })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const waits = later.filter(({ status }) => status === 429);
    expect(waits.length).toBeGreaterThanOrEqual(15);
    expect(waits.every(({ headers }) => Number(headers.get("retry-after")) >= 1)).toBe(true);
  });

  it("of edits of one message that wait, the newest is sent and all get its answer", async () => {
    const waiting: (() => void)[] = [];
    const api = webApi(async ({ form }) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return Response.json({ ok: true, text: form.get("text") });
    });
    const edit = (text: string, ts = "1.1") => api.call("chat.update", { channel: "C1", ts, text });
    const first = edit("one");
    const other = edit("elsewhere", "2.2");
    await expect.poll(() => waiting.length).toBe(2);
    const answers = [first, edit("two"), edit("three"), edit("four")];
    for (const answer of waiting.splice(0)) answer();
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    const texts = await Promise.all(
      answers.map(async (answer) => ((await (await answer).json()) as { text: string }).text),
    );
    expect(texts.at(-1)).toBe("four");
    expect(api.seen).toEqual(["chat.update C1 one", "chat.update C1 elsewhere", "chat.update C1 four"]);
    expect((await other).status).toBe(200);
  });

  it("an edit that failed does not overwrite the newer one that came meanwhile", async () => {
    let failures = 1;
    let fail = () => {};
    const api = webApi(async () => {
      if (failures-- <= 0) return ok();
      await new Promise<void>((resolve) => {
        fail = resolve;
      });
      return new Response("oops", { status: 500 });
    });
    const old = api.call("chat.update", { channel: "C1", ts: "1.1", text: "old" });
    await expect.poll(() => api.seen.length).toBe(1);
    const fresh = api.call("chat.update", { channel: "C1", ts: "1.1", text: "new" });
    fail();
    await Promise.all([old, fresh]);
    expect(api.seen.at(-1)).toBe("chat.update C1 new");
  });
});
