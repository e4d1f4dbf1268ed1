import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecution, driftNoticeIn, prepareCall } from "../../src/execution/index.ts";
import { smellsOfDrift } from "../../src/execution/smells-of-drift.ts";
import { listDrifts } from "../../src/integrations/index.ts";
import { readUpload } from "../../src/integrations/read-upload.ts";
import { keepDocument } from "../../src/integrations/update-actions.ts";
import { newId } from "../../src/kernel/index.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { action, catalogueOf, connectApi, type Ground, newTeam, openGround } from "../support/team.ts";

const times = (...statuses: (number | null)[]) => statuses.map((status) => ({ status }));

describe("C4: an answer that smells of drift", () => {
  it.each([
    [405, "/orders/{{id}}", [], true],
    [404, "/orders", [], true],
    [410, "/orders", [], true],
    [404, "/orders/{{id}}", [], false],
    [400, "/orders", [], false],
    [404, "/orders/{{id}}", times(404), false],
    [404, "/orders/{{id}}", times(404, 400), true],
    [400, "/orders", times(400, 400, 200), true],
    [400, "/orders", times(400, 200, 400, 400), false],
    [400, "/orders", times(null, 400, 400), false],
    [404, undefined, [], false],
    [401, "/orders", times(404, 404, 404), false],
    [500, "/orders", times(500, 500, 500), false],
  ] as const)("%i on %s after %j: %s", (status, path, earlier, expected) => {
    expect(smellsOfDrift({ status, method: "GET", path, earlier }) !== undefined).toBe(expected);
  });

  it("names the call as the API writes it, and how often it went wrong", () => {
    const answered = { method: "GET", path: "/orders/{{id}}", earlier: times(404, 404) };
    expect(smellsOfDrift({ ...answered, status: 404 })).toBe(
      "GET /orders/{id} was answered with 404 or the like 3 times within a day",
    );
  });
});

describe("C4: drift, noticed in a call", () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround();
  });
  afterAll(() => ground.close());

  async function called(withDocument: boolean) {
    const api = await recordingApi((_, response) => json(response, { message: "no such route" }, 404));
    const team = await newTeam(ground);
    const actions = [action("list-orders", "GET", "/orders", {})];
    const integration = await connectApi(ground, team, { name: "Orders", baseUrl: api.origin, actions });
    const { workspaceId, id: integrationId } = integration;
    if (withDocument) {
      const source = { kind: "text", text: '{"openapi":"3.0.0","paths":{}}' } as const;
      const read = await readUpload(ground, { workspaceId, by: team.ada.id, source });
      if (!read.ok) throw new Error(read.message);
      await ground.db.transaction((tx) =>
        keepDocument(tx, { ...read.upload, integrationId }, ground.clock()),
      );
    }
    const catalogue = await catalogueOf(ground, team);
    const [found] = catalogue.actionsOf(integrationId);
    const prepared = prepareCall(catalogue, { kind: "action", actionId: found?.id ?? "", arguments: {} });
    if (!prepared.ok) throw new Error(prepared.message);
    const { ok: _, ...ready } = prepared;
    const cardUrl = (id: string) => `http://chief.test/integrations/${id}`;
    const execution = createExecution({ ...ground, approvalTtlMs: 1, scrub: (text) => text, cardUrl });
    const context = { workspaceId, runId: newId("run"), threadId: null, memberId: team.bob.id };
    const performance = { id: newId("call"), context, ...ready, catalogueVersion: 1, foreign: [] };
    const outcome = await execution.perform(performance);
    const drift = (await listDrifts(ground.db, workspaceId)).get(integrationId);
    return { outcome, drift, refreshUrl: `${cardUrl(integrationId)}/openapi` };
  }

  it("says so to the thread, with where to refresh, and on the card", async () => {
    const { outcome, drift, refreshUrl } = await called(true);
    const notice = outcome.kind === "failed" ? driftNoticeIn(outcome.message) : undefined;
    expect(notice).toContain("GET /orders is answered with 404");
    expect(notice).toContain(refreshUrl);
    expect(drift?.note).toContain("GET /orders");
  });

  it("does not where there is no description that could have grown old", async () => {
    const { outcome, drift } = await called(false);
    expect(outcome.kind === "failed" && driftNoticeIn(outcome.message)).toBeUndefined();
    expect(drift).toBeUndefined();
  });
});
