import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findServer, listTools } from "../../src/integrations/index.ts";
import { type McpScene, mcpScene } from "../support/mcp-scene.ts";
import { startServerEverything } from "../support/server-everything.ts";
import { type Ground, openGround } from "../support/team.ts";

let ground: Ground;
let everything: Awaited<ReturnType<typeof startServerEverything>>;
let at: McpScene;

beforeAll(async () => {
  [ground, everything] = await Promise.all([openGround(), startServerEverything()]);
  at = await mcpScene(ground, everything.url, { callTimeoutMs: 20_000 });
}, 120_000);
afterAll(async () => {
  await at.close();
  await ground.close();
  await everything.stop();
});

async function read(name: string, args: Record<string, unknown> = {}): Promise<unknown> {
  await at.allow(name, "read");
  const outcome = await at.call(name, args);
  if (outcome.kind !== "answered") throw new Error(`expected an answer, got ${JSON.stringify(outcome)}`);
  return JSON.parse(outcome.body);
}

describe("the reference server of the protocol", () => {
  it("is connected, and says who it is and what it offers (C8, C9)", async () => {
    const server = await findServer(ground.db, at.integration);
    expect(server?.identity.name).toBe("Everything Reference Server");
    expect(server?.leftOut).toEqual([]);
    const names = (await listTools(ground.db, at.integration)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["echo", "get-sum", "get-env"]));
    expect(await at.actionOf("get-env")).toMatchObject({ enabled: false, effect: "write" });
  });

  it.each([
    ["echo", { message: "hi" }, { text: "Echo: hi" }],
    ["get-sum", { a: 2, b: 3 }, { text: "The sum of 2 and 3 is 5." }],
    ["get-structured-content", { location: "Chicago" }, expect.objectContaining({ temperature: 36 })],
    ["get-tiny-image", {}, expect.arrayContaining([expect.objectContaining({ mediaType: "image/png" })])],
    ["get-resource-links", { count: 2 }, expect.arrayContaining([expect.objectContaining({ kind: "link" })])],
  ])("answers %s with data (C8)", async (name, args, expected) =>
    expect(await read(name, args)).toEqual(expected),
  );

  it("is told by the faults of its arguments before anything is sent (D2)", async () => {
    await at.allow("get-sum", "read");
    expect(await at.prepare("get-sum", { a: "two" })).toContain("get-sum");
  });

  it("is asked about while its tool is a write, and called once after the yes (E1)", async () => {
    await at.allow("toggle-simulated-logging");
    const performance = await at.prepare("toggle-simulated-logging");
    if (typeof performance === "string") throw new Error(performance);
    expect(await at.approve(performance)).toMatchObject({ kind: "answered" });
  });
});
