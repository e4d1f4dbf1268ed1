import { afterEach, describe, expect, it } from "vitest";
import type { Task } from "../../src/conversation/index.ts";
import type { JsonObject } from "../../src/kernel/index.ts";
import { SLACK_TIERS } from "../../src/local/workspace/index.ts";
import { eventually } from "../support/chief/eventually.ts";
import { answering, openShowing, say } from "./showing.ts";

let opened: Awaited<ReturnType<typeof openShowing>> | undefined;
afterEach(() => opened?.close());

async function open(...options: Parameters<typeof openShowing>) {
  opened = await openShowing(...options);
  return opened;
}

const task = (id: string, state: Task["state"], output?: string): Task => ({
  id,
  title: `Orders API: List ${id}`,
  state,
  ...(output === undefined ? {} : { output }),
});

const shown = (what: string, look: () => boolean) => eventually(what, async () => look() || undefined);
const tasksOf = (message: JsonObject | undefined) => {
  const blocks = (message?.["blocks"] ?? []) as JsonObject[];
  const plan = blocks.find(({ type }) => type === "plan");
  return ((plan?.["tasks"] ?? []) as JsonObject[]).map((card) => [card["title"], card["status"]]);
};
const textOf = (message: JsonObject | undefined) => JSON.stringify(message?.["blocks"] ?? []);
const keyOf = (message: JsonObject | undefined) =>
  (message?.["metadata"] as { event_payload: JsonObject } | undefined)?.event_payload;

describe("B4: a run that takes a while", () => {
  it.each(["general", "dm"])(
    "streams a plan with a card per task, and answers under it (%s)",
    async (where) => {
      const { begin, workspace } = await open();
      const { progress, said, at, notes } = begin(where);
      progress.task(task("orders", "in_progress"));
      await shown("the plan", () => tasksOf(said()[0]).length > 0);
      expect(said()[0]).toMatchObject({ streaming_state: "in_progress" });
      expect(tasksOf(said()[0])).toEqual([["Orders API: List orders", "in_progress"]]);
      expect(workspace.reading.session(at.channel, at.ts)).toMatchObject({
        status: "processing",
        title: "Work",
      });
      progress.task(task("orders", "complete", "34 rows"));
      progress.task(task("stock", "in_progress"));
      await shown("the second card", () => tasksOf(said()[0]).length === 2);
      expect(await say(progress, "There are **34** orders.")).toEqual({ ok: true, ts: said()[0]?.["ts"] });
      await progress.end("over");
      expect(said()).toHaveLength(1);
      expect(said()[0]).toMatchObject({ streaming_state: "completed" });
      expect(keyOf(said()[0])).toEqual({ key: "run_1.answer" });
      expect(textOf(said()[0])).toContain("34 rows");
      expect(textOf(said()[0])).toContain("There are **34** orders.");
      expect(tasksOf(said()[0]).map(([, status]) => status)).toEqual(["complete", "complete"]);
      expect(workspace.reading.session(at.channel, at.ts)?.status).toBe("active");
      expect([...notes.plans.values()]).toEqual([{ ts: said()[0]?.["ts"], isClosed: true }]);
    },
  );

  it("shows nothing but the answer when that comes at once", async () => {
    const { begin, calls } = await open({ timing: { showAfterMs: 60_000, planAfterMs: 60_000 } });
    const { progress } = begin();
    progress.task(task("orders", "in_progress"));
    progress.task(task("orders", "complete"));
    await say(progress, "34");
    await progress.end("over");
    expect(calls.map(({ method }) => method)).toEqual(["chat.postMessage"]);
  });

  it("is suspended while a person is asked, and says so on its plan", async () => {
    const { begin, workspace, messenger } = await open();
    const { progress, said, at, place } = begin();
    progress.task(task("refund", "in_progress"));
    await shown("the plan", () => said().length > 0);
    progress.task(task("refund", "pending", "waits for a yes"));
    await messenger.say(place, { kind: "note", text: "A card", key: "card" }, { mayBeThere: false });
    await progress.end("waits");
    expect(said()[0]).toMatchObject({ streaming_state: "completed" });
    expect(tasksOf(said()[0])).toEqual([["Orders API: List refund", "pending"]]);
    expect(workspace.reading.session(at.channel, at.ts)?.status).toBe("suspended");
  });

  it("answers below what was said in its thread meanwhile", async () => {
    const { begin, messenger } = await open();
    const { progress, said, place } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    await messenger.say(place, { kind: "note", text: "A file", key: "file" }, { mayBeThere: false });
    await say(progress, "It is in the file.");
    await progress.end("over");
    expect(said().map((message) => keyOf(message)?.["key"])).toEqual(["plan_0", "file", "run_1.answer"]);
    expect(said()[0]).toMatchObject({ streaming_state: "completed" });
  });

  it("refreshes its status before Slack takes it away, and not beside a stream", async () => {
    const { begin, count } = await open({ timing: { refreshEveryMs: 20 } });
    const { progress, said } = begin();
    await shown("the status three times", () => count("assistant.threads.setStatus") >= 3);
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    await progress.end("over");
  });

  it("J2: is closed with a word on the restart when its process stops", async () => {
    const { begin, workspace } = await open();
    const { progress, said, at, notes } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    await progress.end("interrupted");
    expect(said()[0]).toMatchObject({ streaming_state: "completed" });
    expect(textOf(said()[0])).toContain("restarted");
    expect(tasksOf(said()[0])).toEqual([["Orders API: List orders", "error"]]);
    expect(workspace.reading.session(at.channel, at.ts)?.status).toBe("active");
    expect([...notes.plans.values()].every(({ isClosed }) => isClosed)).toBe(true);
  });
});

describe("B4: a stream that Slack expired", () => {
  it("trap 10: is found out on the next change, and the same message is edited from then on", async () => {
    const { begin, advance } = await open();
    const { progress, said } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    advance(5 * 60_000);
    progress.task(task("orders", "complete", "34 rows"));
    progress.task(task("stock", "in_progress"));
    await shown("the repaired plan", () => tasksOf(said()[0]).length === 2);
    await say(progress, "All there.");
    await progress.end("over");
    expect(said()).toHaveLength(1);
    expect(textOf(said()[0])).toContain("34 rows");
    expect(textOf(said()[0])).toContain("All there.");
    expect(keyOf(said()[0])).toEqual({ key: "run_1.answer" });
  });

  it("trap 10: is found out at the end, and the answer stands where the plan did", async () => {
    const { begin, advance, count } = await open();
    const { progress, said } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    advance(5 * 60_000);
    expect(await say(progress, "All there.")).toMatchObject({ ok: true });
    await progress.end("over");
    expect(count("chat.stopStream")).toBe(1);
    expect(said()).toHaveLength(1);
    expect(textOf(said()[0])).toContain("All there.");
    expect(tasksOf(said()[0])).toEqual([["Orders API: List orders", "complete"]]);
  });

  it("does not come to that: it is closed before, and what is under way goes on in another", async () => {
    const { begin } = await open({ timing: { rotateAfterMs: 150 } });
    const { progress, said } = begin();
    progress.task(task("orders", "complete"));
    progress.task(task("stock", "in_progress"));
    await shown("a second stream", () => said().length >= 2);
    expect(said()[0]).toMatchObject({ streaming_state: "completed" });
    expect(tasksOf(said()[1])).toEqual([["Orders API: List stock", "in_progress"]]);
    await say(progress, "All there.");
    await progress.end("over");
    expect(said().every((message) => message["streaming_state"] === "completed")).toBe(true);
    expect(textOf(said().at(-1))).toContain("All there.");
  });
});

describe("B4: a Slack without streams", () => {
  it.each([
    ["switched off", { nativeStreaming: false }, undefined],
    ["of an older kind", {}, "unknown_method"],
    ["that does not give the feature", {}, "feature_not_enabled"],
    ["for a person who is not in the channel", {}, "user_not_found"],
  ] as const)(
    "trap 25: %s, the plan is posted and edited in place, and becomes the answer",
    async (_name, options, error) => {
      const { begin, workspace, count } = await open(options);
      if (error) {
        const refusal = { kind: "refuse", error } as const;
        workspace.faults.add({ method: "chat.startStream", fault: refusal, times: 9 });
      }
      const { progress, said } = begin();
      progress.task(task("orders", "in_progress"));
      await shown("the plan", () => textOf(said()[0]).includes("⏳ Orders API: List orders"));
      progress.task(task("orders", "complete", "34 rows"));
      await shown("the change", () => textOf(said()[0]).includes("✅ Orders API: List orders (34 rows)"));
      await say(progress, "All there.");
      await progress.end("over");
      expect(said()).toHaveLength(1);
      expect(textOf(said()[0])).toContain("All there.");
      expect(keyOf(said()[0])).toEqual({ key: "run_1.answer" });
      // Asked once; then it is known.
      const again = begin("ops");
      again.progress.task(task("stock", "in_progress"));
      await shown("the second plan", () => again.said().length > 0);
      await again.progress.end("over");
      expect(count("chat.startStream")).toBe(error === undefined ? 0 : error === "user_not_found" ? 2 : 1);
    },
  );

  it("edits no more than once in a while, whatever comes", async () => {
    const { begin, count } = await open({ nativeStreaming: false, timing: { drawEveryMs: 100 } });
    const { progress, said } = begin();
    progress.task(task("a", "in_progress"));
    await shown("the plan", () => said().length > 0);
    for (let at = 0; at < 50; at++) progress.task(task(`b${at}`, "complete"));
    await shown("the last change", () => textOf(said()[0]).includes("List b49"));
    expect(count("chat.update")).toBe(1);
    await progress.end("over");
  });
});

describe("B4 B7: what is too long for Slack", () => {
  it("trap 11: a long answer has its plan, and all of its words, in messages that Slack takes", async () => {
    const { begin } = await open();
    const { progress, said } = begin();
    for (let at = 0; at < 80; at++)
      progress.task({ ...task(`${at}`, "complete", "x".repeat(900)), title: "y".repeat(900) });
    await shown("the plan", () => said().length > 0);
    const words = Array.from({ length: 3_000 }, (_, at) => `word${at} "quoted"`);
    await say(progress, words.join("\n"));
    await progress.end("over");
    const all = said().map(textOf).join("");
    expect(words.filter((word) => !all.includes(JSON.stringify(word).slice(1, -1)))).toEqual([]);
    expect(said().every((message) => textOf(message).length <= 13_200)).toBe(true);
    expect(said().every((message) => message["streaming_state"] !== "in_progress")).toBe(true);
  });

  it("trap 11: what Slack refuses under a plan is said in a message of its own", async () => {
    const { begin, workspace } = await open();
    const { progress, said } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    const refusal = { kind: "refuse", error: "msg_blocks_too_long" } as const;
    workspace.faults.add({ method: "chat.stopStream", fault: refusal, times: 1 });
    await say(progress, "All there.");
    await progress.end("over");
    expect(said().map((message) => keyOf(message)?.["key"])).toEqual(["plan_0", "run_1.answer"]);
    expect(said()[0]).toMatchObject({ streaming_state: "completed" });
  });
});

describe("B4: the limits of a workspace", () => {
  it("are kept by many threads that work at the same time, and each of them comes to its answer", async () => {
    const { begin, limited, count } = await open({ ratesPerMinute: SLACK_TIERS });
    const runs = Array.from({ length: 24 }, () => begin());
    for (const { progress } of runs) progress.task(task("orders", "in_progress"));
    await shown("some plans", () => runs.filter(({ said }) => said().length > 0).length >= 15);
    for (let at = 0; at < 20; at++)
      for (const { progress } of runs) progress.task(task(`more-${at}`, "complete"));
    await Promise.all(
      runs.map(async ({ progress }) => {
        await say(progress, "All there.");
        await progress.end("over");
      }),
    );
    expect(
      runs.map(({ said }) => said().filter((message) => textOf(message).includes("All there.")).length),
    ).toEqual(runs.map(() => 1));
    expect(
      runs.flatMap(({ said }) => said()).filter(({ streaming_state }) => streaming_state === "in_progress"),
    ).toEqual([]);
    expect(limited()).toBe(0);
    expect(count("chat.startStream")).toBeLessThanOrEqual(20);
  });
});

describe("B4: a plan that a crash left open", () => {
  it.each([
    ["whose message is known", true],
    ["of which nobody knows where it stands", false],
  ])("%s is closed, with a word on it", async (_name, isKnown) => {
    const { begin, messenger } = await open();
    const { progress, said, place, notes } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => [...notes.plans.values()].some(({ ts }) => ts !== null));
    const ts = isKnown ? String(said()[0]?.["ts"]) : null;
    await messenger.closePlan(place, { key: "plan_0", ts });
    expect(said()[0]).toMatchObject({ streaming_state: "completed" });
    expect(textOf(said()[0])).toContain("I was interrupted here");
    expect(tasksOf(said()[0])).toEqual([["Orders API: List orders", "error"]]);
    await progress.end("over");
  });

  it("is repaired when Slack has expired it meanwhile", async () => {
    const { begin, messenger, advance } = await open();
    const { progress, said, place } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    advance(5 * 60_000);
    await messenger.closePlan(place, { key: "plan_0", ts: String(said()[0]?.["ts"]) });
    expect(textOf(said()[0])).toContain("I was interrupted here");
    await progress.end("over");
  });

  it("stays as it is when it had become the answer, which is then not said again", async () => {
    const { begin, messenger, count } = await open();
    const { progress, said, place } = begin();
    progress.task(task("orders", "in_progress"));
    await shown("the plan", () => said().length > 0);
    await say(progress, "All there.");
    const before = textOf(said()[0]);
    await messenger.closePlan(place, { key: "plan_0", ts: String(said()[0]?.["ts"]) });
    await messenger.say(place, answering("All there."), { mayBeThere: true });
    expect(said().map(textOf)).toEqual([before]);
    expect(count("chat.update")).toBe(0);
    await progress.end("over");
  });
});
