import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, answerApproval, findApproval } from "../../src/approvals/index.ts";
import { fieldsOf, targetWith } from "../../src/execution/edit-fields.ts";
import { type CallTarget, createExecution, prepareCall } from "../../src/execution/index.ts";
import { readAnswer } from "../../src/execution/read-answer.ts";
import { undoOf } from "../../src/execution/undo.ts";
import type { Catalogue, Integration } from "../../src/integrations/index.ts";
import { type Json, newId } from "../../src/kernel/index.ts";
import { json, type RecordingApi, recordingApi } from "../support/recording-api.ts";
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
let api: RecordingApi;
let catalogue: Catalogue;
let integration: Integration;
const closing: (() => Promise<void>)[] = [];

const typed = action("pay", "POST", "/payments", { body: ["amount", "account"] });
const PAY = {
  ...typed,
  inputSchema: {
    ...typed.inputSchema,
    properties: { amount: { type: "number" }, account: { type: ["integer", "string"] } },
  },
};
const COUNT = {
  ...action("count", "POST", "/counts/{{id}}"),
  inputSchema: { type: "object", properties: { id: { type: "integer" } }, required: ["id"] },
};

beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
  api = await recordingApi(
    (_, response) => json(response, { ok: true }),
    (close) => closing.push(close),
  );
  integration = await connectApi(ground, team, { name: "Bank", baseUrl: api.origin, actions: [PAY, COUNT] });
  catalogue = await catalogueOf(ground, team);
});
afterAll(async () => {
  for (const close of closing) await close();
  await ground.close();
});

const idOf = (name: string) => catalogue.actionsOf(integration.id).find((one) => one.name === name)?.id ?? "";
const http = (body: Json): CallTarget => ({
  ...{ kind: "http", integrationId: integration.id, method: "POST", path: "/payments" },
  ...{ query: {}, body },
});

/** Asks, says yes to what the card shows, and gives the card's body beside the bytes that arrived. */
async function approved(target: CallTarget) {
  const prepared = prepareCall(catalogue, target);
  if (!prepared.ok) throw new Error(prepared.message);
  const { ok: _, ...ready } = prepared;
  const execution = createExecution({ ...ground, approvalTtlMs: 3_600_000, scrub: String, cardUrl: String });
  const performance = {
    ...{ id: newId("call"), target, ...ready, catalogue, catalogueVersion: catalogue.version, foreign: [] },
    context: { workspaceId: team.workspace.id, runId: newId("run"), threadId: null, memberId: team.bob.id },
    spoken: { byPeople: [], byChief: [] },
  };
  const asked = await execution.perform(performance);
  if (asked.kind !== "waiting") throw new Error(`expected to wait, got ${asked.kind}`);
  const question = await findApproval(ground.db, team.workspace.id, asked.approvalId);
  const answer: Answer = {
    ...{ approvalId: asked.approvalId, workspaceId: team.workspace.id, by: team.ada.id },
    ...{ verdict: "approved", counts: [0] },
  };
  await answerApproval(ground.db, answer, ground.clock());
  expect((await execution.perform(performance)).kind).toBe("answered");
  const shown = question?.request.body;
  return {
    shown: typeof shown === "string" ? shown : JSON.stringify(shown),
    sent: api.requests.at(-1)?.body,
  };
}

describe("E2 E3: the digits on the card are the digits that are sent", () => {
  it("for money and for every number that a call can hold", async () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constantFrom(0.1, 0.1 + 0.2, 19.99, 1e21, 2 ** 53, -(2 ** 53), 5e-324, 1.7976931348623157e308, -0),
    );
    await fc.assert(
      fc.asyncProperty(numbers, fc.boolean(), async (amount, isAction) => {
        const target = isAction
          ? ({ kind: "action", actionId: idOf("pay"), arguments: { amount, account: 7 } } as const)
          : http({ amount, account: 7 });
        const { shown, sent } = await approved(target);
        expect(sent).toBe(shown);
        expect(sent).toBe(JSON.stringify({ amount, account: 7 }));
      }),
      { numRuns: 25 },
    );
  });

  it("for a number too long for one, which goes as the text that it was given as", async () => {
    const account = "9007199254740993";
    const { shown, sent } = await approved({
      kind: "action",
      actionId: idOf("pay"),
      arguments: { amount: 1, account },
    });
    expect([shown, sent]).toEqual(Array(2).fill(`{"amount":1,"account":"${account}"}`));
  });
});

describe("D2: a number that would not be sent as it was written", () => {
  it("is refused with the reason where only a number will do", () => {
    const told = (name: string, args: Record<string, unknown>) => {
      const prepared = prepareCall(catalogue, { kind: "action", actionId: idOf(name), arguments: args });
      return prepared.ok ? "taken" : prepared.message;
    };
    expect(told("count", { id: "9007199254740993" })).toMatch(
      /id must be an integer, and 9007199254740993 has more digits than a number keeps; another one would be sent/,
    );
    expect(told("count", { id: "9007199254740991" })).toBe("taken");
    expect(told("count", { id: "many" })).toMatch(/must be an integer, got "many"/);
    expect(told("pay", { amount: "0.1234567890123456789" })).toMatch(/more digits than a number keeps/);
  });

  it("is refused in the body that somebody edits, and taken as a text", () => {
    const target = http({ account: 7 });
    const edited = (body: string) => targetWith(target, undefined, new Map([["body", body]]));
    expect(edited('{"account":9007199254740993}')).toEqual({
      ...{ ok: false, field: "body" },
      message: expect.stringMatching(/^The number 9007199254740993 has more digits/),
    });
    expect(edited('{"account":"9007199254740993"}')).toMatchObject({
      target: { body: { account: "9007199254740993" } },
    });
    const ofAction: CallTarget = { kind: "action", actionId: idOf("pay"), arguments: { amount: 1 } };
    const pay = catalogue.action(idOf("pay"));
    expect(fieldsOf(ofAction, pay).map(({ name }) => name)).toContain("account");
    const long = targetWith(ofAction, pay, new Map([["account", "9007199254740993"]]));
    if (!long.ok) throw new Error(long.message);
    const prepared = prepareCall(catalogue, long.target);
    expect(prepared.ok && prepared.call.request.body).toBe('{"amount":1,"account":"9007199254740993"}');
  });
});

describe("D4: a number too long for one in an answer", () => {
  it("is kept as the text of its digits, and is not put back by an undo", () => {
    const body = Buffer.from('{"id":9007199254740993,"total":19.99}');
    const answer = { ok: true, status: 200, headers: {}, body, url: "", durationMs: 1 } as const;
    const read = readAnswer(answer as never, { integration: { name: "Bank" }, cardUrl: "", now: new Date() });
    expect(read).toMatchObject({ body: { id: "9007199254740993", total: 19.99 } });
    const done = (before: Json, now: Json) =>
      undoOf({
        ...{ method: "PATCH", target: http({ account: now }), body: { account: now } },
        before: { account: before },
      });
    expect(done("9007199254740993", 5)).toBeUndefined();
    expect(done("9007199254740993", "5")).toMatchObject({ body: { account: "9007199254740993" } });
    expect(done("12", 5)).toMatchObject({ body: { account: "12" } });
    expect(done("open", 5)).toMatchObject({ body: { account: "open" } });
    expect(done(null, 5)).toMatchObject({ body: { account: null } });
  });
});
