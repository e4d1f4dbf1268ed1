import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Place, Utterance } from "../../src/conversation/index.ts";
import { threadIdAt } from "../../src/conversation/index.ts";
import type { ShownTable } from "../../src/planning/index.ts";
import { beginFire } from "../../src/schedules/begin-fire.ts";
import { fireDue } from "../../src/schedules/fire-due.ts";
import { createQuietMessenger } from "../../src/schedules/quiet-messenger.ts";
import { quietRoot } from "../../src/schedules/quiet-thread.ts";
import type { Schedule } from "../../src/schedules/schedules-store.ts";
import type { Tells } from "../../src/schedules/tables.ts";
import { digestOf, isWorthSaying } from "../../src/schedules/worth-saying.ts";
import { type Ground, newTeam, openGround, type Team } from "../support/team.ts";
import { type Around, aroundOf, minute, scheduleOf, states } from "./ground.ts";

type Answer = Extract<Utterance, { kind: "answer" }>;

const table = (rows: ShownTable["rows"], partial?: string): ShownTable => ({
  title: "Orders",
  columns: ["status", "count"],
  rows,
  ...(partial ? { partial } : {}),
});
const call = (outcome: string, rows: number | null) => ({
  integration: "Orders API",
  title: "GET /orders",
  outcome,
  rows,
  pages: 1,
  complete: true,
});
const answer = (
  more: {
    tables?: ShownTable[];
    calls?: Answer["receipt"]["calls"];
    text?: string;
    isTrouble?: boolean;
  } = {},
): Answer => ({
  kind: "answer",
  answer: { text: more.text ?? "Here it is", tables: more.tables ?? [] },
  receipt: { calls: more.calls ?? [], approvedBy: [], modelCalls: 0, tokens: 0, durationMs: 1 },
  isTrouble: more.isTrouble ?? false,
  runUrl: "http://chief.test/runs/1",
  dashboardUrl: "http://chief.test",
  key: "run_1.answer",
});

describe("G2: what a quiet schedule says", () => {
  const worth = (utterance: Answer, tells: Tells = "found", before?: readonly string[]) =>
    isWorthSaying({ tells, utterance, before });

  it.each([
    ["a record", answer({ tables: [table([["open", 3]])] }), true],
    ["a table without rows", answer({ tables: [table([])] }), false],
    ["a count of nought", answer({ tables: [table([[0, null]])] }), false],
    ["one of several tables", answer({ tables: [table([]), table([["open", 1]])] }), true],
    ["no table, but rows read", answer({ calls: [call("200", 2)] }), true],
    ["no table and no rows", answer({ calls: [call("200", 0)] }), false],
    ["one record that is no list", answer({ calls: [call("200", null)] }), true],
    ["no call at all", answer(), true],
    ["a call that failed", answer({ tables: [table([])], calls: [call("failed", null)] }), true],
    ["a run that failed", answer({ tables: [table([])], isTrouble: true }), true],
    ["numbers that are not complete", answer({ tables: [table([], "over the first 2,000")] }), true],
  ])("of %s", (_what, utterance, expected) => {
    expect(worth(utterance)).toBe(expected);
    expect(worth(utterance, "always")).toBe(true);
  });

  it("only where it changed: what the time before did not find in the same words", () => {
    const [three, four] = [
      answer({ tables: [table([["open", 3]])] }),
      answer({ tables: [table([["open", 4]])] }),
    ];
    expect(worth(three, "changed")).toBe(true);
    expect(worth(three, "changed", [digestOf(three)])).toBe(false);
    expect(worth(four, "changed", [digestOf(three)])).toBe(true);
  });
});

describe("G2: a quiet time of a schedule", () => {
  let ground: Ground;
  let team: Team;
  let around: Around;
  beforeAll(async () => {
    ground = await openGround();
  });
  afterAll(() => ground.close());
  beforeEach(async () => {
    team = await newTeam(ground);
    around = aroundOf(ground);
  });

  async function begun(tells: Tells, at: number, given?: Schedule) {
    const schedule = given ?? (await scheduleOf(ground, team, { tells }));
    await fireDue(ground.db, minute(at));
    await beginFire(around.deps, { scheduleId: schedule.id, fireAt: minute(at).toISOString() });
    const place: Place = {
      workspaceId: team.workspace.id,
      channelId: schedule.channelId,
      threadTs: quietRoot(schedule.id, minute(at)),
    };
    const messenger = createQuietMessenger({ ...around.deps, messenger: around.chat });
    const say = (utterance: Utterance, where = place) =>
      messenger.say(where, utterance, { mayBeThere: false });
    return { schedule, say, place };
  }
  const texts = () => around.chat.said.map(({ utterance }) => utterance.kind);

  it("posts nothing while it finds nothing, also not in other channels, and its history says so", async () => {
    const { schedule, say, place } = await begun("found", 5);
    expect(around.received).toEqual(["order-report"]);
    const elsewhere = { ...place, channelId: "C0ELSE", threadTs: null };
    await say({ kind: "note", text: "Orders", table: table([]), from: place, key: "n" }, elsewhere);
    await say(answer({ tables: [table([])] }));
    expect(texts()).toEqual([]);
    expect(await states(ground, schedule)).toEqual(["5 quiet"]);
  });

  it("posts its message and the answer under it once it finds something, and can be answered there", async () => {
    const { schedule, say, place } = await begun("found", 5);
    await say(answer({ tables: [table([["open", 3]])] }));
    expect(texts()).toEqual(["note", "answer"]);
    expect(await states(ground, schedule)).toEqual(["5 begun"]);
    const rootTs = around.chat.said[0]?.ts ?? "";
    const real = threadIdAt({ ...place, rootTs });
    const quiet = threadIdAt({ ...place, rootTs: place.threadTs ?? "" });
    const { rows } = await ground.db.execute(`select id, continues from threads where id = '${real}'`);
    expect(rows).toEqual([{ id: real, continues: quiet }]);
  });

  it("that tells changes only is silent about the same again", async () => {
    const { schedule, say } = await begun("changed", 5);
    await say(answer({ tables: [table([["open", 3]])] }));
    const again = await begun("changed", 10, schedule);
    await again.say(answer({ tables: [table([["open", 3]])] }));
    expect(texts()).toEqual(["note", "answer"]);
    const other = await begun("changed", 15, schedule);
    await other.say(answer({ tables: [table([["open", 4]])] }));
    expect(texts()).toEqual(["note", "answer", "note", "answer"]);
    expect(await states(ground, schedule)).toEqual(["15 begun", "10 quiet", "5 begun"]);
  });
});
