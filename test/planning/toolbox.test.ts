import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CallOutcome, createExecution, type Execution } from "../../src/execution/index.ts";
import { createCatalogues, createConnectionOffers, PROVIDERS } from "../../src/integrations/index.ts";
import { type Json, newId } from "../../src/kernel/index.ts";
import {
  createRunResults,
  createThinking,
  createToolbox,
  type FileContent,
  type PastMessage,
  type ToolContext,
} from "../../src/planning/index.ts";
import { createSqlEngine, type SqlEngine } from "../../src/results/index.ts";
import { createSchedules } from "../../src/schedules/index.ts";
import { createSkills } from "../../src/skills/index.ts";
import { json, recordingApi, writesTo } from "../support/recording-api.ts";
import { silentLogger } from "../support/silent-logger.ts";
import {
  action,
  catalogueOf,
  connectApi,
  type Ground,
  newTeam,
  openGround,
  type Team,
} from "../support/team.ts";

let ground: Ground;
let team: Team;
let sql: SqlEngine;
beforeAll(async () => {
  ground = await openGround();
  sql = createSqlEngine({ logger: silentLogger(), atOnce: 1 });
});
afterAll(async () => {
  await sql.close();
  await ground.close();
});
beforeEach(async () => {
  team = await newTeam(ground);
});

const person = (text: string): PastMessage => ({ from: "person", name: "Bob", text });

/** A toolbox over a real execution, and what was posted through it. */
async function toolboxWith(
  options: {
    answer?: unknown;
    respond?: Parameters<typeof recordingApi>[0];
    written?: PastMessage[];
    execution?: Pick<Execution, "perform" | "withdraw">;
  } = {},
) {
  const answer = options.answer ?? { id: 7 };
  const api = await recordingApi(options.respond ?? ((_, response) => json(response, answer)));
  const actions = [
    action("list-orders", "GET", "/orders", { query: ["status"] }),
    action("get-order", "GET", "/orders/{{id}}"),
    action("delete-order", "DELETE", "/orders/{{id}}"),
    action("wipe", "POST", "/wipe", { enabled: false }),
  ];
  await connectApi(ground, team, { name: "Orders", baseUrl: api.origin, actions });
  const posted: { channel: string; text: string }[] = [];
  const shared: { name: string; content: string }[] = [];
  const skills = createSkills({ ...ground, model: undefined, builtIn: [] });
  const catalogues = createCatalogues(ground);
  const toolbox = createToolbox({
    sql,
    connections: createConnectionOffers({ ...ground, providers: PROVIDERS, publicUrl: "http://chief.test" }),
    skills,
    thinking: createThinking(undefined),
    schedules: createSchedules({
      ...ground,
      skills,
      catalogues,
      messenger: { findChannel: async () => undefined, directChannel: async () => undefined },
    }),
    execution:
      options.execution ??
      createExecution({ ...ground, approvalTtlMs: 3_600_000, scrub: String, cardUrl: String }),
    policy: { db: ground.db, clock: ground.clock, show: async () => undefined },
    channels: {
      async post(message) {
        posted.push({ channel: message.channel, text: message.text });
        return { ok: true, channelId: "C1", name: "ops" };
      },
    },
    files: {
      holds: ({ rows, allRows }) => (allRows ?? rows.length) <= 99,
      async share({ name, content }) {
        shared.push({ name, content: await textOf(content) });
        return { ok: true };
      },
    },
  });
  const catalogue = await catalogueOf(ground, team);
  const results = createRunResults();
  const run = (name: string, input: Json | string) => {
    const context: ToolContext = {
      call: { workspaceId: team.workspace.id, runId: newId("run"), threadId: null, memberId: team.bob.id },
      catalogue,
      results,
      timeZone: "UTC",
      written: options.written ?? [],
      lastShown: undefined,
      by: "model",
      place: { channelId: "C0TALK", channelKind: "channel" },
      actsAsMember: false,
      skillChannels: [],
      steps: [],
      earlier: async () => undefined,
      earlierAnswer: async () => undefined,
      recall: async () => [],
      callId: newId("call"),
      signal: new AbortController().signal,
    };
    const given = typeof input === "string" ? input : JSON.stringify(input);
    return toolbox.run({ id: "t", name, arguments: given }, context);
  };
  return { api, run, posted, shared };
}

async function textOf(content: FileContent): Promise<string> {
  if (typeof content === "string" || content instanceof Uint8Array) return content.toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of content.pieces()) pieces.push(piece);
  const whole = Buffer.concat(pieces);
  expect(whole).toHaveLength(content.bytes);
  return whole.toString();
}

describe("D2: what is wrong with a tool call comes back, for the planner to correct", () => {
  it.each<[string, string, Json | string, string]>([
    [
      "a tool that is not there",
      "rm_rf",
      {},
      "There is no tool “rm_rf”. There are: find_actions, describe_action, call_action",
    ],
    ["a tool of a prototype", "constructor", {}, "There is no tool “constructor”"],
    ["half a JSON text", "call_action", '{"action":"or', "are not valid JSON. Send one JSON object"],
    ["no object", "call_action", "[1]", "are not right"],
    [
      "a number that would lose its digits",
      "call_action",
      '{"action":"orders.get-order","arguments":{"id":9007199254740993}}',
      "hold the number 9007199254740993, which has more digits than a number keeps",
    ],
    ["an argument that is missing", "call_action", {}, "action:"],
    ["an argument that is not known", "find_actions", { query: "x", limit: 5 }, "limit"],
    ["nothing at all", "find_actions", "", "query"],
    [
      "an integration that is not connected",
      "call_action",
      { action: "stripe.list" },
      "There is no integration “stripe”. Connected are: orders",
    ],
    [
      "an action that is not there",
      "call_action",
      { action: "orders.list-order" },
      "has no enabled action “list-order”. Close: orders.",
    ],
    [
      "an action that is switched off",
      "call_action",
      { action: "orders.wipe" },
      "has no enabled action “wipe”",
    ],
    [
      "an action's argument",
      "call_action",
      { action: "orders.list-orders", arguments: { sort: "x" } },
      "sort",
    ],
    [
      "a path without a slash",
      "call_http",
      { integration: "orders", method: "GET", path: "orders" },
      "path:",
    ],
    [
      "a method that cannot be sent",
      "call_http",
      { integration: "orders", method: "TRACE", path: "/orders" },
      "use GET",
    ],
    ["SQL before there is a table", "query_results", { sql: "select 1" }, "There is no table yet"],
  ])("%s", async (_what, name, input, words) => {
    const { api, run } = await toolboxWith();
    expect(await run(name, input)).toMatchObject({
      kind: "done",
      ok: false,
      content: expect.stringContaining(words),
    });
    expect(api.requests).toHaveLength(0);
  });

  it("never throws what a call's arguments may hold", async () => {
    const { run } = await toolboxWith();
    for (const given of [
      "null",
      "0",
      '"x"',
      "{}",
      '{"__proto__":1}',
      '{"action":"."}',
      '{"action":"orders."}',
    ])
      expect(await run("call_action", given)).toMatchObject({ kind: "done", ok: false });
  });
});

describe("what a planner reads of a call", () => {
  it("a record, as it is", async () => {
    const { run } = await toolboxWith();
    const outcome = await run("call_action", { action: "orders.get-order", arguments: { id: "7" } });
    expect(outcome).toMatchObject({ ok: true, content: 'get-order of Orders answered 200\n{"id":7}' });
  });

  it("a list, as a table that SQL can ask", async () => {
    const { run } = await toolboxWith({
      answer: [
        { id: 1, total: "1.10" },
        { id: 2, total: "2.20" },
      ],
    });
    const listed = await run("call_http", {
      integration: "#Orders",
      method: "get",
      path: "/orders?status=open",
    });
    expect(listed).toMatchObject({
      ok: true,
      effect: { table: "orders" },
      content: expect.stringContaining("2 rows, 1 page, all of them"),
    });
    const summed = await run("query_results", { sql: "select sum(total) as s from orders", show: true });
    expect(summed).toMatchObject({
      ok: true,
      effect: { shown: { title: "orders", columns: ["s"], rows: [["3.30"]] } },
    });
    expect(await run("query_results", { sql: "select nope from orders" })).toMatchObject({
      ok: false,
      content: expect.stringContaining("Tables: orders"),
    });
  });

  it("B7: as a file in the thread, where the answer is one", async () => {
    const pdf = Buffer.from("%PDF-1.7 \u00ff\u0000", "latin1");
    const disposition = 'attachment; filename="../q1 report.pdf"';
    const { run, shared } = await toolboxWith({
      respond: (_, response) =>
        void response
          .writeHead(200, { "content-type": "application/pdf", "content-disposition": disposition })
          .end(pdf),
    });
    const outcome = await run("call_action", { action: "orders.list-orders" });
    expect(outcome).toMatchObject({
      ok: true,
      content: expect.stringContaining("answered 200 with a file"),
      effect: { mustBeShown: "The file **q1_report.pdf** (application/pdf, 11 bytes) is above." },
    });
    expect(shared).toEqual([{ name: "q1_report.pdf", content: pdf.toString() }]);
  });

  it("B7: with a file of all rows where a message cannot show them, and a word about it", async () => {
    const answer = Array.from({ length: 250 }, (_, id) => ({ id, status: ["open", "paid", "late"][id % 3] }));
    const { run, shared } = await toolboxWith({ answer });
    await run("call_action", { action: "orders.list-orders" });
    expect(await run("query_results", { sql: "select * from orders", show: true })).toMatchObject({
      ok: true,
      effect: {
        shown: { allRows: 250 },
        file: { name: "orders.csv", rows: 250 },
        mustBeShown: "All of it is in the file above, **orders.csv**: 250 rows.",
      },
    });
    expect(shared.map(({ content }) => content.trim().split("\n").length)).toEqual([251]);
    await run("query_results", { sql: "select * from orders limit 20", show: true });
    expect(shared).toHaveLength(1);
    await run("query_results", { sql: "select * from orders", as: "parquet" });
    expect(shared.at(-1)).toMatchObject({
      name: "orders.parquet",
      content: expect.stringMatching(/^80,65,82,49,/),
    });
  });

  it("B7: drawn where it is a breakdown, and a plain table where it is a list", async () => {
    const answer = Array.from({ length: 30 }, (_, id) => ({ id, status: ["open", "paid", "late"][id % 3] }));
    const { run } = await toolboxWith({ answer });
    await run("call_action", { action: "orders.list-orders" });
    const shown = async (sql: string, more = {}) => {
      const outcome = await run("query_results", { sql, show: true, ...more });
      return outcome.kind === "done" ? outcome.effect.shown : undefined;
    };
    const grouped = "select status, count(*) as count from orders group by status";
    expect(await shown(grouped)).toMatchObject({ chart: { kind: "bar" } });
    expect(await shown(grouped, { as: "table" })).not.toHaveProperty("chart");
    expect(await shown("select status, id from orders")).not.toHaveProperty("chart");
  });

  it("that a change waits for a person", async () => {
    const { api, run } = await toolboxWith();
    expect(await run("call_action", { action: "orders.delete-order", arguments: { id: "7" } })).toMatchObject(
      { kind: "waiting" },
    );
    expect(writesTo(api)).toHaveLength(0);
  });

  it("that an outcome is not known, with the words of the execution", async () => {
    const unknown: CallOutcome = {
      kind: "unknown",
      callId: "c",
      title: "t",
      message: "It may have happened",
    };
    const { run } = await toolboxWith({
      execution: {
        perform: async () => unknown,
        withdraw: async () => undefined,
      },
    });
    expect(await run("call_action", { action: "orders.delete-order", arguments: { id: "7" } })).toMatchObject(
      {
        ok: false,
        content: "It may have happened",
      },
    );
  });

  it("the actions that fit", async () => {
    const { run } = await toolboxWith();
    expect(await run("find_actions", { query: "delete an order" })).toMatchObject({
      content: expect.stringContaining("orders.delete-order"),
    });
  });
});

describe("B5: posting in another channel", () => {
  it.each([
    ["#ops", "post it in #ops"],
    ["ops", "post it in #ops"],
    ["#OPS", "post it in #ops, please"],
    ["<#C1|ops>", "post it in <#C1|ops>"],
    ["<#C1>", "post it in <#C1|>"],
    ["#ops", "post it in <#C1|ops>"],
    ["C1", "post it in <#C1>"],
    ["#équipe", "poste dans #équipe"],
  ])("to %s goes where a person said “%s”", async (channel, text) => {
    const { run, posted } = await toolboxWith({ written: [person(text)] });
    expect(await run("post_message", { channel, text: "3 orders" })).toMatchObject({
      ok: true,
      effect: { postedIn: { channelId: "C1" } },
    });
    expect(posted).toEqual([{ channel, text: "3 orders" }]);
  });

  it.each<[string, PastMessage[]]>([
    ["#general", [person("post it in #ops")]],
    ["#op", [person("post it in #ops")]],
    ["#ops", [person("post it in #ops-alerts")]],
    ["#ops", [person("the ops team")]],
    ["#ops", [{ from: "chief", name: "Chief", text: "I could post in #ops" }]],
    ["<#C999|ops>", [person("post it in #ops")]],
    ["#", [person("# a heading")]],
    ["#.*", [person("post it in #ops")]],
    ["#ops", [{ from: "person", name: "Somebody else", text: "post it in #ops" }, person("sum it up")]],
    ["#ops", []],
  ])("to %s is refused where the person who asks did not name it: %j", async (channel, written) => {
    const { run, posted } = await toolboxWith({ written });
    expect(await run("post_message", { channel, text: "secret" })).toMatchObject({
      ok: false,
      content: expect.stringContaining("did not name"),
    });
    expect(posted).toEqual([]);
  });
});
