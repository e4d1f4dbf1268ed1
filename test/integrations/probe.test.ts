import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listActions } from "../../src/actions/index.ts";
import { probeIntegration } from "../../src/integrations/index.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { action, connectApi, type Ground, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
});
afterAll(() => ground.close());

const ACTIONS = [
  action("list-orders", "GET", "/o"),
  action("get-health", "GET", "/health"),
  action("get-me", "GET", "/users/me"),
  action("delete-me", "DELETE", "/me"),
];

/** What the probe of an API with these actions told, and which paths it asked for. */
async function probed(names: readonly string[], body: unknown, status = 200) {
  const api = await recordingApi((_request, response) => json(response, body, status));
  const integration = await connectApi(ground, team, {
    name: `API ${Math.random()}`,
    baseUrl: api.origin,
    actions: ACTIONS.filter(({ name }) => names.includes(name)),
  });
  const actions = await listActions(ground.db, team.workspace.id, integration.id);
  const { note, health } = await probeIntegration({ ...ground, providers: [] }, integration, actions);
  return { note, health, asked: api.requests.map(({ method, url }) => `${method} ${url}`) };
}

describe("C9: the probe of a custom API", () => {
  it("says who the credential is, by the action that tells that", async () => {
    const all = ACTIONS.map(({ name }) => name);
    const told = await probed(all, { data: { email: "ops@example.test", name: "Ops" } });
    expect(told.asked).toEqual(["GET /users/me"]);
    expect(told).toMatchObject({
      health: "healthy",
      note: expect.stringMatching(/^Chief acts as ops@example\.test\. It answered 200/),
    });
  });

  it("asks for nothing but a read without inputs, and claims no identity from another answer", async () => {
    const told = await probed(["list-orders", "get-health", "delete-me"], { name: "orders-service" });
    expect(told.asked).toEqual(["GET /health"]);
    expect(told.note).toMatch(/^It answered 200/);
  });

  it("says that the credential was refused, and not whose it is", async () => {
    const told = await probed(["get-me"], { name: "nobody" }, 401);
    expect(told).toMatchObject({ health: "failing", note: expect.stringContaining("refused") });
    expect(told.note).not.toContain("nobody");
  });
});
