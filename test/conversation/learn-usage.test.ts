import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { takesBack } from "../../src/conversation/learn-usage.ts";
import { createCatalogues } from "../../src/integrations/index.ts";
import { getWorkspace } from "../../src/people/index.ts";
import type { AssistantStep, Planner } from "../../src/planning/index.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { action, connectApi, type Ground, newTeam, openGround, type Team } from "../support/team.ts";
import { calls, openTalk, says } from "./talk.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  team = await newTeam(ground);
});

/** A planner that makes each call once and then answers. */
function calling(...inputs: { name: string; input: unknown }[]): Planner {
  return {
    async next(view) {
      const decided = view.steps.filter((step): step is AssistantStep => step.kind === "assistant").length;
      const next = inputs[decided];
      return next ? calls(next.name, next.input) : says("Done.");
    },
  };
}

const ACTIONS = [
  action("list-parcels", "GET", "/parcels"),
  action("list-orders", "GET", "/orders"),
  action("get-order", "GET", "/orders/{{id}}"),
];

async function connected(status = 200) {
  const api = await recordingApi((_, response) => json(response, [{ id: 7 }], status));
  await connectApi(ground, team, { name: "Depot", baseUrl: api.origin, actions: ACTIONS });
}

/** What the workspace would find for a message, on a replica of its own. */
async function found(text: string, of: Team = team): Promise<string[]> {
  const { catalogueVersion, memoryVersion } = await getWorkspace(ground.db, of.workspace.id);
  const catalogue = await createCatalogues(ground).at(of.workspace.id, catalogueVersion, memoryVersion);
  return catalogue.find(text, { limit: 3 }).map(({ name }) => name);
}

async function rows(): Promise<{ terms: string[]; action_id: string; run_id: string }[]> {
  const { rows: stored } = await ground.db.execute<{ terms: string[]; action_id: string; run_id: string }>(
    sql`select terms, action_id, run_id from usage_memory where workspace_id = ${team.workspace.id} order by id`,
  );
  return stored;
}

const toParcels = calling({ name: "call_action", input: { action: "depot.list-parcels" } });
const REQUEST = "anything stuck at the back door for Falcon?";

describe("D1: usage memory", () => {
  it("learns from a call that was used, and every replica then finds it by the person's own words", async () => {
    await connected();
    expect(await found(REQUEST)).toEqual([]);
    const talk = await openTalk(ground, team, { planner: toParcels });
    await talk.write(team.bob, REQUEST, 0);
    await talk.advance();
    expect(await found("is something stuck at the back door?")).toEqual(["list-parcels"]);
    expect(await found("is something stuck at the back door?")).toEqual(["list-parcels"]);
  });

  it("keeps no readable word of it, and nothing of it helps another workspace", async () => {
    await connected();
    const talk = await openTalk(ground, team, { planner: toParcels });
    await talk.write(team.bob, REQUEST, 0);
    await talk.advance();
    const [row] = await rows();
    expect(row?.terms.length).toBeGreaterThan(2);
    expect(JSON.stringify(row?.terms)).not.toMatch(/stuck|back|door|falcon/i);
    const others = await newTeam(ground);
    const api = await recordingApi((_, response) => json(response, []));
    await connectApi(ground, others, { name: "Depot", baseUrl: api.origin, actions: ACTIONS });
    expect(await found(REQUEST, others)).toEqual([]);
  });

  it("learns a described endpoint as the action that it is, and nothing from calls that failed", async () => {
    await connected();
    const described = calling({
      name: "call_http",
      input: { integration: "depot", method: "get", path: "/orders/7" },
    });
    const talk = await openTalk(ground, team, { planner: described });
    await talk.write(team.bob, "how is the big one coming along", 0);
    await talk.advance();
    expect(await found("how is the big one coming along")).toEqual(["get-order"]);
    const before = await rows();
    const missing = calling({
      name: "call_action",
      input: { action: "depot.get-order", arguments: { nope: 1 } },
    });
    const failing = await openTalk(ground, team, { planner: missing });
    await failing.write(team.bob, "where did everything go wrong today", 0);
    await failing.advance();
    expect(await rows()).toEqual(before);
  });

  it("forgets what it learnt when the next message takes it back", async () => {
    await connected();
    let planner = toParcels;
    const talk = await openTalk(ground, team, { planner: { next: (view, io) => planner.next(view, io) } });
    await talk.write(team.bob, "what came in over night", 0);
    await talk.advance();
    expect(await found("what came in over night")).toEqual(["list-parcels"]);
    planner = calling({ name: "call_action", input: { action: "depot.list-orders" } });
    await talk.write(team.bob, "no, I meant what the customers sent", 1);
    await talk.advance();
    expect(await found("what came in over night")).toEqual([]);
    expect(await found("what customers sent")).toEqual(["list-orders"]);
  });

  it("forgets with the action, and keeps no more than twenty requests of one", async () => {
    await connected();
    for (let at = 0; at < 22; at++) {
      const talk = await openTalk(ground, team, { planner: toParcels });
      await talk.write(team.bob, `stuck at door number${"abcdefghijklmnopqrstuvwxyz"[at]}`, 0);
      await talk.advance();
    }
    expect(await rows()).toHaveLength(20);
    await ground.db.execute(
      sql`delete from actions where workspace_id = ${team.workspace.id} and name = 'list-parcels'`,
    );
    expect(await rows()).toEqual([]);
  });

  it.each([
    ["no, the refunds", true],
    ["Nope. Last week's", true],
    ["not that one", true],
    ["that's not what I asked", true],
    ["I meant the other API", true],
    ["no one is assigned to 7, fix that", false],
    ["now the same for yesterday", false],
    ["note this down", false],
    ["thanks! and yesterday?", false],
  ])("takes “%s” for a correction: %s", (text, is) => {
    expect(takesBack(text)).toBe(is);
  });
});
