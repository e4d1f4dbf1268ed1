import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { earliest, warnedFrom } from "../../src/integrations/health/expiry.ts";
import { nextCheckAt } from "../../src/integrations/health/next-check.ts";
import {
  changeSettings,
  checkIntegration,
  enqueueChecks,
  expiryInWords,
  findCheck,
  findIntegration,
  type Integration,
  listHealthEvents,
  noteExpiry,
  replaceCredential,
} from "../../src/integrations/index.ts";
import { getWorkspace } from "../../src/people/index.ts";
import {
  action,
  catalogueOf,
  connectApi,
  type Ground,
  NOON,
  newTeam,
  openGround,
  type Team,
} from "../support/team.ts";

const DAY = 86_400_000;
const on = (days: number, from = NOON) => new Date(from.getTime() + days * DAY);

describe("C11: when a credential counts as expiring", () => {
  it("is two weeks before its end, or half of a shorter life", () => {
    expect(warnedFrom(on(90), on(0))).toEqual(on(76));
    expect(warnedFrom(on(10), on(0))).toEqual(on(5));
    expect(warnedFrom(on(1), on(0))).toEqual(on(0.5));
    expect(warnedFrom(on(30), undefined)).toEqual(on(16));
  });

  it("is told in the largest unit that fits, with the instant", () => {
    expect(expiryInWords(on(6.5), NOON)).toBe("ends in 6 days, on 2026-03-25 00:00 UTC");
    expect(expiryInWords(on(0.5), NOON)).toBe("ends in 12 hours, on 2026-03-19 00:00 UTC");
    expect(expiryInWords(new Date(NOON.getTime() + 90_000), NOON)).toMatch(/^ends in 1 minute,/);
    expect(expiryInWords(on(-1), NOON)).toBe("should have ended on 2026-03-17 12:00 UTC");
  });

  it("goes by the admin's date, else by the earliest that is known", () => {
    expect(earliest(on(9), on(3))).toEqual(on(9));
    expect(earliest(null, on(3), undefined, on(2))).toEqual(on(2));
    expect(earliest(undefined)).toBeUndefined();
  });
});

describe("C11: when a connection is looked at next", () => {
  const at = (failures: number, random = 0.5) =>
    (nextCheckAt(failures, NOON, { everyMs: 900_000, random }).getTime() - NOON.getTime()) / 1000;
  it("backs off from a minute to the usual time, spread by a fifth", () => {
    expect([0, 1, 2, 3, 4, 5, 40].map((failures) => at(failures))).toEqual([
      900, 60, 120, 240, 480, 900, 900,
    ]);
    expect([at(0, 0), at(0, 1)]).toEqual([720, 1080]);
  });
});

describe("C11: a look at a connection", () => {
  let ground: Ground;
  let team: Team;
  let answer: { status: number; headers: Record<string, string> };
  let close: () => void;
  let integration: Integration;
  beforeAll(async () => {
    ground = await openGround();
    team = await newTeam(ground);
    answer = { status: 200, headers: {} };
    const server = createServer((_request, response) => {
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    close = () => void server.close();
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const actions = [action("list-gadgets", "GET", "/gadgets")];
    integration = await connectApi(ground, team, { name: "House API", baseUrl, actions });
  });
  afterAll(async () => {
    close();
    await ground.close();
  });

  const deps = () => ({ ...ground, providers: [], publicUrl: "http://chief.test" });
  const now = async () => {
    const found = await findIntegration(ground.db, team.workspace.id, integration.id);
    if (!found) throw new Error("the integration is gone");
    return found;
  };
  const look = async () => {
    await checkIntegration(deps(), { workspaceId: team.workspace.id, integrationId: integration.id });
    const { health, healthNote } = await now();
    return { health, healthNote };
  };
  const replace = (token: string) =>
    replaceCredential(deps(), integration, { by: team.ada.id, input: { method: "bearer", token } });

  it("finds it healthy, and tells the replicas nothing when that has not changed", async () => {
    expect(await look()).toEqual({ health: "healthy", healthNote: null });
    const version = async () => (await getWorkspace(ground.db, team.workspace.id)).catalogueVersion;
    const before = await version();
    ground.setClock(on(0.1));
    await look();
    expect(await version()).toBe(before);
    expect((await now()).healthAt).toEqual(on(0.1));
    expect(await listHealthEvents(ground.db, integration, 9)).toHaveLength(1);
    ground.setClock();
  });

  it("finds it failing, leaves it out of new turns, looks again sooner, and finds it repaired", async () => {
    answer = { status: 401, headers: {} };
    expect(await look()).toMatchObject({ health: "failing", healthNote: expect.stringContaining("refused") });
    expect((await catalogueOf(ground, team)).find("gadgets", { limit: 5 })).toEqual([]);
    const again = await findCheck(ground.db, integration);
    expect((again?.nextCheckAt.getTime() ?? 0) - NOON.getTime()).toBeLessThanOrEqual(72_000);
    answer = { status: 200, headers: {} };
    expect(await look()).toMatchObject({ health: "healthy" });
    expect((await catalogueOf(ground, team)).find("gadgets", { limit: 5 })).toHaveLength(1);
    const events = await listHealthEvents(ground.db, integration, 9);
    expect(events.map(({ health }) => health)).toEqual(["healthy", "failing", "healthy"]);
  });

  it("knows the end of a token from the header in which GitHub tells it", async () => {
    answer = {
      status: 200,
      headers: { "github-authentication-token-expiration": "2026-03-25 12:00:00 UTC" },
    };
    expect(await look()).toMatchObject({ health: "healthy" });
    ground.setClock(on(4));
    expect(await look()).toMatchObject({
      health: "expiring",
      healthNote: expect.stringContaining("2026-03-25"),
    });
    answer = { status: 200, headers: {} };
    expect(await look()).toMatchObject({ health: "expiring" });
    ground.setClock();
  });

  it("knows the end of a token from the answer to any call, looks again at once, and only at the credential it is of", async () => {
    await replace("one-opaque-token");
    const current = await now();
    const known = async () => {
      const check = await findCheck(ground.db, integration);
      return [check?.expiresAt, check?.nextCheckAt];
    };
    await look();
    const [, later] = await known();
    await noteExpiry(ground.db, { ...current, credentialVersion: 1 }, { expiresAt: on(3), now: on(2) });
    expect(await known()).toEqual([null, later]);
    await noteExpiry(ground.db, current, { expiresAt: on(3), now: on(2) });
    expect(await known()).toEqual([on(3), on(2)]);
    ground.setClock(on(2));
    expect(await look()).toMatchObject({ health: "expiring" });
    const [, next] = await known();
    await noteExpiry(ground.db, current, { expiresAt: on(3), now: on(2.5) });
    expect(await known()).toEqual([on(3), next]);
    ground.setClock();
  });

  it("does not warn of an end that is put off with every renewal", async () => {
    await replace("renewed-opaque-token");
    const ending = (days: number) => {
      const text = on(days).toISOString().slice(0, 19).replace("T", " ");
      answer = { status: 200, headers: { "github-authentication-token-expiration": `${text} UTC` } };
    };
    for (const days of [0, 10, 20]) {
      ground.setClock(on(days));
      ending(days + 2);
      expect(await look()).toMatchObject({ health: "healthy" });
    }
    ground.setClock(on(21.5));
    expect(await look()).toMatchObject({ health: "expiring" });
    ground.setClock();
    answer = { status: 200, headers: {} };
  });

  it("knows the end of a token that is a JSON Web Token, and forgets it with the token", async () => {
    const token = new UnsecuredJWT({}).setExpirationTime(on(5)).encode();
    await replace(token);
    ground.setClock(on(3));
    expect(await look()).toMatchObject({ health: "expiring" });
    await replace("a-fresh-opaque-token");
    expect((await now()).health).toBe("healthy");
    expect(await look()).toMatchObject({ health: "healthy" });
    ground.setClock();
  });

  it("goes by the day that an admin entered, until the credential is another", async () => {
    const common = { baseUrl: integration.baseUrl, allowPrivateNetwork: true, ca: "", callsPerMinute: "" };
    const change = async (tokenExpiresOn: string) =>
      changeSettings(deps(), await now(), {
        by: team.ada.id,
        input: { ...common, idempotencyHeader: "", tokenExpiresOn },
      });
    expect(await change("soon")).toMatchObject({ ok: false, faults: [{ field: "tokenExpiresOn" }] });
    ground.setClock(on(6));
    expect(await change("2026-03-25")).toMatchObject({ ok: true, probe: { health: "expiring" } });
    expect(await look()).toMatchObject({ health: "expiring" });
    await replace("another-opaque-token");
    expect(await now()).toMatchObject({ health: "healthy", tokenExpiresAt: null });
    ground.setClock();
  });

  it("is taken up once however many replicas look for who is due, spread over time", async () => {
    const another = await newTeam(ground);
    await connectApi(ground, another, { name: "Other API", baseUrl: integration.baseUrl });
    await Promise.all([0, 1, 2].map(() => enqueueChecks(ground.db, on(11), 60_000)));
    await Promise.all([0, 1, 2].map(() => enqueueChecks(ground.db, on(12), 60_000)));
    const check = await findCheck(ground.db, integration);
    expect(check?.nextCheckAt).toEqual(new Date(on(12).getTime() + 60_000));
  });
});
