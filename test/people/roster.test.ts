import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRoster, findMember, type Profile, type Roster } from "../../src/people/index.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
let asked: string[];
let slackSays: (slackUserId: string) => Profile | undefined;
let roster: Roster;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  ground.setClock();
  team = await newTeam(ground);
  asked = [];
  slackSays = () => undefined;
  roster = createRoster({
    db: ground.db,
    clock: ground.clock,
    logger: silentLogger(),
    profileOf: async (_workspace, user) => {
      asked.push(user);
      return slackSays(user);
    },
  });
});

const profile = (more: Partial<Profile> = {}): Profile => ({
  name: "Dora",
  isAdmin: false,
  timeZone: "Asia/Kolkata",
  active: true,
  ...more,
});
const later = (minutes: number) => ground.setClock(new Date(NOON.getTime() + minutes * 60_000));
const meet = (user: string) => roster.meet(team.workspace.id, user);

describe("knowing who a Slack user is", () => {
  it("asks Slack about somebody new, once", async () => {
    slackSays = () => profile();
    const met = await meet("UDORA");
    expect(met).toMatchObject({ name: "Dora", role: "member", timeZone: "Asia/Kolkata", active: true });
    expect(await meet("UDORA")).toEqual(met);
    expect(asked).toEqual(["UDORA"]);
  });

  it("knows nobody whom Slack does not know", async () => {
    expect(await meet("UNOBODY")).toBeUndefined();
  });

  it("asks again after an hour, so that a demotion does not stay unknown", async () => {
    slackSays = () => profile({ name: "Ada", isAdmin: false });
    later(59);
    expect(await meet("UADA")).toMatchObject({ role: "admin" });
    later(60);
    expect(await meet("UADA")).toMatchObject({ id: team.ada.id, role: "member" });
    expect(asked).toEqual(["UADA"]);
  });

  it("takes an announcement at once", async () => {
    await roster.note(team.workspace.id, "UADA", profile({ name: "Ada", isAdmin: false, active: false }));
    expect(await meet("UADA")).toMatchObject({ id: team.ada.id, role: "member", active: false });
    expect(asked).toEqual([]);
  });

  it("goes by what it knew last when Slack cannot be reached", async () => {
    slackSays = () => {
      throw new Error("ECONNRESET");
    };
    later(120);
    expect(await meet("UADA")).toMatchObject({ role: "admin" });
    await expect(meet("UNEW")).rejects.toThrow("ECONNRESET");
  });

  it("I1: keeps the people of workspaces apart", async () => {
    const other = await newTeam(ground);
    expect((await findMember(ground.db, other.workspace.id, "UADA"))?.id).not.toBe(team.ada.id);
    await expect(roster.member(other.workspace.id, team.ada.id)).rejects.toThrow("no member");
    expect(await roster.member(team.workspace.id, team.ada.id)).toMatchObject({ name: "Ada" });
  });
});
