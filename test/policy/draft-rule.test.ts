import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalogue, Integration } from "../../src/integrations/index.ts";
import type { Member } from "../../src/people/index.ts";
import {
  draftRule,
  inputOfRule,
  makeRule,
  namesIn,
  type Predicate,
  type RuleInput,
  removeRule,
  ruleDependents,
  type Setting,
} from "../../src/policy/index.ts";
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

let ground: Ground;
let team: Team;
let catalogue: Catalogue;
let orders: Integration;
let stock: Integration;
let zed: Member;

const GROUPS = [
  { id: "grp_ops", name: "Ops" },
  { id: "grp_fin", name: "finance team" },
];

beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
  const actions = [action("cancel", "DELETE", "/orders/{{id}}"), action("list", "GET", "/orders")];
  orders = await connectApi(ground, team, {
    name: "Internal Orders API",
    baseUrl: "https://orders.test/v1",
    actions,
  });
  stock = await connectApi(ground, team, {
    ...{ name: "Stock", baseUrl: "https://stock.test" },
    actions: [action("list", "GET", "/items"), action("off", "GET", "/off", { enabled: false })],
  });
  catalogue = await catalogueOf(ground, team);
  zed = { ...team.cleo, id: "mem_zed", slackUserId: "U0ZED", name: "Ada Zed", active: true };
});
afterAll(() => ground.close());

const setting = (author: Member = team.ada, others: readonly Member[] = []): Setting => ({
  catalogue,
  members: new Map([team.ada, team.bob, team.cleo, ...others].map((one) => [one.id, one])),
  groups: GROUPS,
  author: { id: author.id, isAdmin: author.role === "admin" },
});
const drafted = (input: Partial<RuleInput>, author?: Member, others?: readonly Member[]) =>
  draftRule({ verdict: "refuse", ...input }, setting(author, others));
const predicateOf = (input: Partial<RuleInput>, author?: Member): Predicate | string => {
  const found = drafted(input, author);
  return found.ok ? found.draft.predicate : found.fault;
};
const approversOf = (input: Partial<RuleInput>, author?: Member, others?: readonly Member[]) => {
  const found = drafted({ verdict: "ask", ...input }, author, others);
  if (!found.ok) return found.fault;
  return found.draft.effect.kind === "ask" ? found.draft.effect.approvers : found.draft.effect.kind;
};
const refOf = ({ id, slug }: Integration) => ({ id, slug });
const actionRef = (integration: Integration, name: string) => {
  const found = catalogue.actionsOf(integration.id).find((one) => one.name === name);
  if (!found) throw new Error(`no action ${name}`);
  return { id: found.id, name, method: found.method, path: found.request.path };
};

describe("E6: what the words of a rule come to", () => {
  it("takes an integration by its slug, its name or its id, and tells which there are", () => {
    for (const integration of [
      "internal-orders-api",
      "#internal-orders-api",
      "INTERNAL Orders API",
      orders.id,
    ])
      expect(predicateOf({ integration })).toEqual({ integrations: [refOf(orders)] });
    expect(predicateOf({ integration: "payroll" })).toBe(
      "There is no integration “payroll”. Connected are: Internal Orders API, Stock.",
    );
    const empty = { ...setting(), catalogue: { ...catalogue, integrations: [] } };
    expect(draftRule({ verdict: "refuse", integration: "payroll" }, empty)).toMatchObject({
      fault: "There is no integration “payroll”. Connected are: none.",
    });
  });

  it("takes an action by its name, of every integration that has it or of the one that is named", () => {
    expect(predicateOf({ actions: ["cancel"] })).toEqual({
      integrations: [refOf(orders)],
      actions: [actionRef(orders, "cancel")],
    });
    expect(predicateOf({ actions: ["list"] })).toEqual({
      integrations: [refOf(orders), refOf(stock)],
      actions: [actionRef(orders, "list"), actionRef(stock, "list")],
    });
    for (const wanted of [
      { actions: ["#stock.list"] },
      { actions: ["Stock.LIST"] },
      { actions: ["list"], integration: "stock" },
      { actions: [actionRef(stock, "list").id] },
    ])
      expect(predicateOf(wanted)).toEqual({
        integrations: [refOf(stock)],
        actions: [actionRef(stock, "list")],
      });
    expect(predicateOf({ actions: ["list", "off"] })).toBe("There is no enabled action “off”.");
    expect(predicateOf({ actions: ["cancel"], integration: "stock" })).toBe(
      "There is no enabled action “cancel”.",
    );
    expect(predicateOf({ actions: [] })).toStrictEqual({});
  });

  it("keeps what else is said, and leaves out what is not", () => {
    const where = [{ argument: "amount", operator: ">" as const, value: 100 }];
    expect(
      predicateOf({ methods: ["delete", "DELETE", "post"], path: "/orders/*", does: "change", where }),
    ).toEqual({
      ...{ methods: ["DELETE", "POST"], paths: ["/orders/*"], effects: ["write", "destroy"], where },
    });
    expect(predicateOf({ does: "remove" })).toEqual({ effects: ["destroy"] });
    expect(predicateOf({ does: "read" })).toEqual({ effects: ["read"] });
    expect(predicateOf({ methods: [], where: [], path: "" })).toStrictEqual({});
    expect(predicateOf({ askedBy: "Bob" })).toStrictEqual({ askedBy: [team.bob.id] });
    expect(predicateOf({ askedBy: "Nobody" })).toBe("I know nobody called “Nobody” here.");
    expect(drafted({ words: "w".repeat(600) })).toMatchObject({ draft: { words: "w".repeat(500) } });
    expect(drafted({})).toMatchObject({ draft: { words: null, described: "any call is refused" } });
    expect(drafted({ methods: ["PURGE"] })).toEqual({
      ok: false,
      fault: "PURGE is no method; use GET, HEAD, POST, PUT, PATCH, DELETE.",
    });
  });

  it("narrows a rule of a member to the member's own calls, and says so", () => {
    const own = { askedBy: [team.bob.id] };
    expect(drafted({}, team.bob)).toMatchObject({ ok: true, isOwnOnly: true, draft: { predicate: own } });
    expect(drafted({ askedBy: "me" }, team.bob)).toMatchObject({
      isOwnOnly: false,
      draft: { predicate: own },
    });
    expect(drafted({ askedBy: "Cleo" }, team.bob)).toMatchObject({
      isOwnOnly: true,
      draft: { predicate: own },
    });
    expect(drafted({})).toMatchObject({ isOwnOnly: false, draft: { predicate: {} } });
    expect(drafted({ askedBy: "Bob" })).toMatchObject({ isOwnOnly: false, draft: { predicate: own } });
    expect(drafted({ verdict: "allow" }, team.bob)).toMatchObject({
      fault: expect.stringMatching(/^Only an admin/),
    });
  });
});

const demand = (more: object) => ({ admins: false, requester: false, ...more });

describe("E8: who is meant by the names of those who may approve", () => {
  it.each([
    ["admins", { admins: true }],
    ["an admin", { admins: true }],
    ["any admin's", { admins: true }],
    ["our admins", { admins: true }],
    ["the requester", { requester: true }],
    ["whoever asked", { requester: true }],
    ["group:grp_ops", { groups: ["grp_ops"] }],
    ["Ops", { groups: ["grp_ops"] }],
    ["@ops", { groups: ["grp_ops"] }],
    ["the ops group", { groups: ["grp_ops"] }],
    ["the group ops", { groups: ["grp_ops"] }],
    ["somebody from ops", { groups: ["grp_ops"] }],
    ["a member of the ops group", { groups: ["grp_ops"] }],
    ["finance", "I know nobody"],
    ["the finance team", { groups: ["grp_fin"] }],
    ["the finance team's", { groups: ["grp_fin"] }],
    ["group:grp_none", "I know nobody"],
    ["group:ops", "I know nobody"],
    ["somebody", "I know nobody"],
  ])("%s", (name, meant) => {
    const found = approversOf({ approvers: [name] });
    expect(found).toEqual(typeof meant === "string" ? expect.stringContaining(meant) : demand(meant));
  });

  it("takes a person by name, by first name, by id or as Slack writes it, and “me”", () => {
    const names = [
      "Bob",
      "@bob",
      "bob's",
      " BOB ",
      team.bob.id,
      `<@${team.bob.slackUserId}>`,
      `<@${team.bob.slackUserId}|bob>`,
    ];
    for (const name of names)
      expect(approversOf({ approvers: [name] })).toEqual(demand({ members: [team.bob.id] }));
    for (const name of ["me", "my", "I", "myself"])
      expect(approversOf({ approvers: [name], askedBy: "me" }, team.cleo)).toEqual(
        demand({ members: [team.cleo.id] }),
      );
    expect(approversOf({ approvers: ["Zed"] }, team.ada, [{ ...zed, name: "Zed Young" }])).toEqual(
      demand({ members: ["mem_zed"] }),
    );
    expect(approversOf({ approvers: ["Young"] }, team.ada, [{ ...zed, name: "Zed Young" }])).toMatch(
      /I know nobody/,
    );
  });

  it("takes nobody who is gone, or of whom there are several", () => {
    expect(approversOf({ approvers: ["Zed"] }, team.ada, [{ ...zed, name: "Zed", active: false }])).toMatch(
      /^I know nobody and no group called “Zed” here, or more than one\. The groups are: Ops, finance team\.$/,
    );
    expect(approversOf({ approvers: ["Ada"] }, team.ada, [zed])).toEqual(demand({ members: [team.ada.id] }));
    expect(approversOf({ approvers: ["Ada"] }, team.ada, [{ ...zed, name: "Ada" }])).toMatch(
      /or more than one/,
    );
    const noGroups = { ...setting(), groups: [] };
    expect(draftRule({ verdict: "ask", approvers: ["x"] }, noGroups)).toMatchObject({
      fault: expect.stringContaining("There are no groups yet"),
    });
  });

  it("asks any of several, or each of them, and as many as are said", () => {
    const approvers = ["Bob", "ops", "admins", "requester", "Cleo", "the finance team"];
    expect(approversOf({ approvers })).toEqual({
      ...{
        admins: true,
        requester: true,
        members: [team.bob.id, team.cleo.id],
        groups: ["grp_ops", "grp_fin"],
      },
    });
    expect(approversOf({ approvers: ["Bob", "ops"], each: true })).toEqual({
      ...demand({ members: [team.bob.id] }),
      also: [demand({ groups: ["grp_ops"] })],
    });
    expect(approversOf({})).toEqual(demand({ admins: true }));
    expect(approversOf({ approvers: [] })).toEqual(demand({ admins: true }));
    expect(approversOf({ needed: 2, notRequester: true })).toEqual(
      demand({ admins: true, needed: 2, requesterMayNotApprove: true }),
    );
    expect(approversOf({ needed: 1, notRequester: false })).toEqual(demand({ admins: true }));
    expect(approversOf({ approvers: ["Bob", "ops"], each: true, needed: 2 })).toMatchObject({
      ...{ needed: 2, also: [{ needed: 2 }] },
    });
    expect(approversOf({ verdict: "refuse", approvers: ["x"] })).toBe("refuse");
  });

  it("calls what it does not know by its id or slug", () => {
    const names = namesIn(setting());
    expect([names.integration(orders.id), names.integration("int_x")]).toEqual([
      "Internal Orders API",
      undefined,
    ]);
    expect([names.member(team.bob.id), names.member("mem_x")]).toEqual(["Bob", undefined]);
    expect([names.group("grp_ops"), names.group("grp_x")]).toEqual(["Ops", undefined]);
  });
});

describe("E6: a rule as the form that changes it shows it", () => {
  it.each<[string, Partial<RuleInput>]>([
    ["nothing but a verdict", {}],
    [
      "all that can be said",
      {
        ...{ integration: "stock", methods: ["GET"], path: "/items", does: "read", words: "as written" },
        where: [{ argument: "q", operator: "=", value: "x" }],
      },
    ],
    ["an action", { integration: "internal-orders-api", actions: ["internal-orders-api.cancel"] }],
    ["removing", { does: "remove" }],
    ["changing", { does: "change" }],
    ["admins", { verdict: "ask", approvers: ["admins"] }],
    ["who asked", { verdict: "ask", approvers: ["requester"] }],
    ["groups", { verdict: "ask", approvers: ["group:grp_ops"], needed: 2, notRequester: true }],
    ["each", { verdict: "ask", approvers: ["admins", "group:grp_ops"], each: true }],
    ["an admin who allows", { verdict: "allow", integration: "stock" }],
  ])("%s comes back as it was entered", (_, input) => {
    const found = drafted(input);
    if (!found.ok) throw new Error(found.fault);
    expect(inputOfRule(found.draft, catalogue)).toStrictEqual({ verdict: "refuse", ...input });
  });

  it("names people by id, and what is gone by its name", () => {
    const found = drafted({ verdict: "ask", approvers: ["Bob", "Cleo"], askedBy: "Bob" });
    if (!found.ok) throw new Error(found.fault);
    const shown = inputOfRule(found.draft, catalogue);
    expect(shown).toStrictEqual({
      verdict: "ask",
      approvers: [team.bob.id, team.cleo.id],
      askedBy: team.bob.id,
    });
    const gone = { id: "act_gone", name: "gone", method: "GET", path: "/" };
    const predicate = {
      integrations: [refOf(orders), refOf(stock)],
      actions: [gone],
      paths: [],
      askedBy: [],
    };
    expect(inputOfRule({ predicate, effect: { kind: "refuse" }, words: null }, catalogue)).toEqual({
      ...{ verdict: "refuse", actions: ["gone"] },
    });
  });

  it("says that who asked may not approve, also where only one of the demands does", () => {
    const nobody = { admins: false, requester: false };
    const also = [{ ...nobody, groups: ["grp_ops"], requesterMayNotApprove: true }];
    const effect = { kind: "ask", approvers: { ...nobody, admins: true, also } } as const;
    expect(inputOfRule({ predicate: {}, effect, words: null }, catalogue)).toStrictEqual({
      ...{ verdict: "ask", approvers: ["admins", "group:grp_ops"], each: true, notRequester: true },
    });
  });
});

describe("C4: the rules that rest on actions", () => {
  const made = async (input: Partial<RuleInput>) => {
    const found = drafted(input);
    if (!found.ok) throw new Error(found.fault);
    const change = { workspaceId: team.workspace.id, by: { id: team.ada.id, isAdmin: true }, now: NOON };
    return ground.db.transaction((tx) => makeRule(tx, found.draft, change));
  };
  const touched = (integration: Integration) =>
    ruleDependents(ground)({
      ...{ workspaceId: team.workspace.id, integrationId: integration.id, slug: integration.slug },
      actions: catalogue
        .actionsOf(integration.id)
        .map(({ id, name, method, path }) => ({ id, name, method, path })),
    });

  it("are those that name it among others", async () => {
    const cancel = actionRef(orders, "cancel");
    const predicate = {
      integrations: [refOf(orders)],
      actions: [cancel, { ...cancel, id: "act_other", name: "other" }],
    };
    const others = { integrations: [refOf(orders)], paths: ["/nowhere", "/orders/*"] };
    const change = { workspaceId: team.workspace.id, by: { id: team.ada.id, isAdmin: true }, now: NOON };
    const rule = { effect: { kind: "refuse" }, described: "several", words: null } as const;
    const both = await ground.db.transaction(async (tx) => [
      await makeRule(tx, { ...rule, predicate }, change),
      await makeRule(tx, { ...rule, predicate: others }, change),
    ]);
    const found = await touched(orders);
    for (const { number } of both)
      expect(found.map(({ name, actionId }) => [name, actionId])).toContainEqual([
        `${number}: several`,
        cancel.id,
      ]);
    for (const { id } of both) await ground.db.transaction((tx) => removeRule(tx, id, change));
  });

  it("are those that name the action or a path at which it is, and no other", async () => {
    const cancel = actionRef(orders, "cancel");
    const list = actionRef(orders, "list");
    const named = await made({ actions: ["cancel"] });
    const atPath = await made({ integration: "internal-orders-api", path: "/orders/*" });
    const anywhere = await made({ methods: ["GET"], path: "/orders" });
    await made({ integration: "stock", path: "/orders" });
    await made({ integration: "internal-orders-api" });
    await made({ integration: "internal-orders-api", methods: ["POST"], path: "/orders" });
    const removed = await made({ actions: ["cancel"] });
    const change = { workspaceId: team.workspace.id, by: { id: team.ada.id, isAdmin: true }, now: NOON };
    await ground.db.transaction((tx) => removeRule(tx, removed.id, change));
    const of = (rule: { number: number; described: string }, actionId: string) => ({
      ...{ kind: "rule", name: `${rule.number}: ${rule.described}`, actionId, href: "/rules" },
    });
    expect(await touched(orders)).toEqual([
      of(named, cancel.id),
      of(atPath, cancel.id),
      of(anywhere, list.id),
    ]);
    expect(await touched(stock)).toEqual([]);
  });
});
