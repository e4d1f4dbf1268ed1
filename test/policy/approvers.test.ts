import { describe, expect, it } from "vitest";
import { strictest } from "../../src/policy/approvers.ts";
import type { ApproverScope } from "../../src/policy/index.ts";
import { isEnough, isNoStricter } from "../../src/policy/index.ts";
import { ADA, BOB } from "./calls.ts";

const scope = (more: Partial<ApproverScope> = {}): ApproverScope => ({
  admins: false,
  requester: false,
  ...more,
});
const ADMINS = scope({ admins: true });
const EITHER = scope({ admins: true, requester: true });
const admin = { id: ADA, isAdmin: true };
const member = { id: BOB, isAdmin: false };

describe("E8: whether one person's yes is enough", () => {
  it.each<[string, ApproverScope, typeof admin, boolean]>([
    ["an admin where admins count", ADMINS, admin, true],
    ["a member where admins count", ADMINS, member, false],
    ["the person who asked where they count", EITHER, member, true],
    ["another member where the person who asked counts", scope({ requester: true }), admin, false],
    ["a person by name", scope({ members: [ADA] }), admin, true],
    ["another one than is named", scope({ members: ["mem_x"] }), admin, false],
    ["one of two that are needed", scope({ admins: true, needed: 2 }), admin, false],
    ["the only one that is needed", scope({ admins: true, needed: 1 }), admin, true],
    [
      "who asked, where they may not",
      scope({ requester: true, requesterMayNotApprove: true }),
      member,
      false,
    ],
    [
      "an admin who did not ask, where who asked may not",
      scope({ admins: true, requesterMayNotApprove: true }),
      admin,
      true,
    ],
    [
      "an admin, where a name is demanded as well",
      { ...ADMINS, also: [scope({ members: ["mem_x"] })] },
      admin,
      false,
    ],
    ["an admin who is named as well", { ...ADMINS, also: [scope({ members: [ADA] })] }, admin, true],
    ["a group, which is not looked up here", scope({ groups: ["grp_1"] }), admin, false],
    [
      "an admin who asked, where admins do not count",
      scope({ members: ["mem_x"] }),
      { ...admin, id: BOB },
      false,
    ],
  ])("%s", (_, demanded, person, isThat) => expect(isEnough(demanded, person, BOB)).toBe(isThat));

  it("takes an admin for who asked only when that is so", () => {
    expect(isEnough(scope({ admins: true, requesterMayNotApprove: true }), admin, ADA)).toBe(false);
    expect(isEnough(scope({ requester: true }), admin, ADA)).toBe(true);
  });
});

describe("what several demands come to", () => {
  it("leaves out what another one implies, in whatever order", () => {
    expect(strictest([EITHER, ADMINS])).toEqual(ADMINS);
    expect(strictest([ADMINS, EITHER])).toEqual(ADMINS);
    expect(strictest([ADMINS, ADMINS])).toEqual(ADMINS);
    expect(strictest([])).toEqual(ADMINS);
    expect(strictest([ADMINS])).not.toHaveProperty("also");
  });

  it("keeps one of two that imply each other", () => {
    const named = scope({ members: [ADA] });
    const one = { ...named, needed: 1 };
    expect(strictest([one, named])).toEqual(strictest([named, one]));
    expect(strictest([one, named])).toMatchObject({ admins: false, members: [ADA] });
    expect(strictest([one, named])).not.toHaveProperty("also");
  });

  it("leaves out the wider of two lists of names, wherever it stands", () => {
    const narrow = scope({ members: [ADA] });
    const wide = scope({ members: [ADA, BOB] });
    for (const both of [
      [narrow, wide],
      [wide, narrow],
    ])
      expect(strictest(both)).toEqual(narrow);
  });

  it("keeps both where neither implies the other, in one order", () => {
    const named = scope({ members: [ADA] });
    const other = scope({ groups: ["grp_1"] });
    const both = strictest([named, other]);
    expect(both.also).toHaveLength(1);
    expect(both).toEqual(strictest([other, named]));
  });
});

describe("whether an earlier yes is good for what is demanded now", () => {
  it.each<[string, ApproverScope, ApproverScope, boolean]>([
    ["the same", ADMINS, ADMINS, true],
    ["the same, with who asked", EITHER, EITHER, true],
    [
      "the same, without who asked",
      scope({ admins: true, requesterMayNotApprove: true }),
      scope({ admins: true, requesterMayNotApprove: true }),
      true,
    ],
    ["less", EITHER, ADMINS, true],
    ["an admin instead of who asked", ADMINS, EITHER, false],
    ["who asked instead of an admin", scope({ requester: true }), ADMINS, false],
    ["admins where who asked alone was", ADMINS, scope({ requester: true }), false],
    ["two instead of one", scope({ admins: true, needed: 2 }), ADMINS, false],
    ["one instead of two", ADMINS, scope({ admins: true, needed: 2 }), true],
    ["another name", scope({ members: [ADA] }), scope({ members: [BOB] }), false],
    ["one more name", scope({ members: [ADA, BOB] }), scope({ members: [BOB] }), true],
    ["another group", scope({ groups: ["g1"] }), scope({ groups: ["g2"] }), false],
    ["one more group", scope({ groups: ["g1", "g2"] }), scope({ groups: ["g2"] }), true],
    ["not who asked any more", scope({ admins: true, requesterMayNotApprove: true }), ADMINS, false],
    ["who asked again", ADMINS, scope({ admins: true, requesterMayNotApprove: true }), true],
    ["a further demand", { ...ADMINS, also: [scope({ members: [BOB] })] }, ADMINS, false],
    ["one of two that were met", ADMINS, { ...ADMINS, also: [scope({ members: [BOB] })] }, true],
  ])("%s", (_, now, before, isThat) => expect(isNoStricter(now, before)).toBe(isThat));
});
