import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learnUsage, setActionEnabled } from "../../src/actions/index.ts";
import { createCatalogues, updateIntegration } from "../../src/integrations/index.ts";
import { bumpCatalogueVersion, getWorkspace } from "../../src/people/index.ts";
import { action, connectApi, type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const shop = [action("list-orders", "GET", "/orders"), action("list-refunds", "GET", "/refunds")];
const depot = [action("list-parcels", "GET", "/parcels")];

async function twoApis() {
  const team = await newTeam(ground);
  const orders = await connectApi(ground, team, {
    name: "Shop",
    baseUrl: "http://127.0.0.1:9",
    actions: shop,
  });
  const parcels = await connectApi(ground, team, {
    name: "Depot",
    baseUrl: "http://127.0.0.1:9",
    actions: depot,
  });
  const catalogues = createCatalogues(ground);
  const now = async () => {
    const { catalogueVersion, memoryVersion } = await getWorkspace(ground.db, team.workspace.id);
    return catalogues.at(team.workspace.id, catalogueVersion, memoryVersion);
  };
  return { team, orders, parcels, catalogues, now };
}

async function changeAction(team: Team, name: string, enabled: boolean): Promise<void> {
  const workspaceId = team.workspace.id;
  const { rows } = await ground.db.execute<{ id: string }>(
    sql`select id from actions where workspace_id = ${workspaceId} and name = ${name}`,
  );
  await setActionEnabled(ground.db, workspaceId, { actionId: rows[0]?.id ?? "", enabled });
  await bumpCatalogueVersion(ground.db, workspaceId);
}

describe("D1: the catalogue that search goes over", () => {
  it("reads again only the integration whose actions changed", async () => {
    const { team, orders, parcels, now } = await twoApis();
    const before = await now();
    await changeAction(team, "list-refunds", false);
    const after = await now();
    expect(after).not.toBe(before);
    expect(after.actionsOf(parcels.id)).toBe(before.actionsOf(parcels.id));
    expect(after.actionsOf(orders.id).map(({ name }) => name)).toEqual(["list-orders"]);
    expect(after.find("refunds", { limit: 5 })).toEqual([]);
    expect(before.find("refunds", { limit: 5 }).map(({ name }) => name)).toEqual(["list-refunds"]);
    await changeAction(team, "list-refunds", true);
    expect((await now()).find("refunds", { limit: 5 }).map(({ name }) => name)).toEqual(["list-refunds"]);
  });

  it("shares one load, and gives an older reader the newer catalogue", async () => {
    const { team, catalogues, now } = await twoApis();
    const [one, other] = await Promise.all([now(), now()]);
    expect(one).toBe(other);
    await changeAction(team, "list-refunds", false);
    const newest = await now();
    expect(await catalogues.at(team.workspace.id, newest.version - 1)).toBe(newest);
  });

  it("leaves out what is disconnected, and finds in a failing integration only when it is named", async () => {
    const { team, orders, parcels, now } = await twoApis();
    await updateIntegration(ground.db, orders, { health: "failing" });
    const failing = await now();
    expect(failing.find("list orders", { limit: 5 }).map(({ name }) => name)).not.toContain("list-orders");
    expect(failing.find("list orders", { limit: 1, integrationId: orders.id })[0]?.name).toBe("list-orders");
    await updateIntegration(ground.db, parcels, { disconnectedAt: NOON });
    const gone = await now();
    expect(gone.find("parcels", { limit: 5 })).toEqual([]);
    expect(gone.integrations.map(({ id }) => id)).toEqual([orders.id]);
    expect(team.workspace.id).toBe(orders.workspaceId);
  });

  it("takes up what was learnt without reading actions again", async () => {
    const { team, parcels, now } = await twoApis();
    const before = await now();
    const actionIds = before.actionsOf(parcels.id).map(({ id }) => id);
    const terms = before.termsOf("what waits at the back door");
    await learnUsage(ground.db, {
      workspaceId: team.workspace.id,
      runId: "run_1",
      terms,
      actionIds,
      now: NOON,
    });
    const after = await now();
    expect(after.version).toBe(before.version);
    expect(after.actionsOf(parcels.id)).toBe(before.actionsOf(parcels.id));
    expect(after.find("what waits at the back door", { limit: 1 })[0]?.name).toBe("list-parcels");
    expect(before.find("what waits at the back door", { limit: 1 })).toEqual([]);
  });
});
