/** Two teams with an API each, real rooms on a real database, and people who press buttons. */
import { type Approval, findApproval } from "../../src/approvals/index.ts";
import {
  type CallOutcome,
  type CallTarget,
  createExecution,
  type Execution,
  prepareCall,
} from "../../src/execution/index.ts";
import { type Catalogue, createCatalogues, type Integration } from "../../src/integrations/index.ts";
import { type Clock, type Json, newId } from "../../src/kernel/index.ts";
import { createMcp } from "../../src/mcp/index.ts";
import { bumpCatalogueVersion, getWorkspace, type Member } from "../../src/people/index.ts";
import type { ForeignText } from "../../src/policy/index.ts";
import { openTalk, type Talk } from "../conversation/talk.ts";
import { action, connectApi, fakeToken, type Ground, NOON, newTeam, type Team } from "../support/team.ts";
import type { Forbidden, Press, StandingYes } from "./oracle.ts";
import type { Random } from "./random.ts";
import { openToolServer, type ToolServer, toolCallIn } from "./tool-server.ts";
import { openWire, type Wire } from "./wire.ts";

export const TTL_MS = 3_600_000;

/** What the planner counts as it goes. */
export interface Counts {
  proposals: number;
  /** Proposals that were turned down before anything was stored. */
  turnedDown: number;
  honest: number;
  honestDone: number;
  /** Calls that nobody minds, and how many of them waited for a click. */
  readonly harmless: Readonly<Record<"byDefault" | "withRules", { calls: number; asked: number }>>;
}

export const noCounts = (): Counts => ({
  ...{ proposals: 0, turnedDown: 0, honest: 0, honestDone: 0 },
  harmless: { byDefault: { calls: 0, asked: 0 }, withRules: { calls: 0, asked: 0 } },
});

interface More {
  readonly id?: string;
  readonly team?: Team;
  readonly foreign?: readonly ForeignText[];
}

export interface Stage {
  readonly random: Random;
  readonly counts: Counts;
  readonly presses: Press[];
  readonly wire: Wire;
  readonly ground: Ground;
  readonly team: Team;
  readonly other: Team;
  readonly execution: Execution;
  readonly conversation: Talk["conversation"];
  readonly clock: Clock;
  readonly standing: StandingYes[];
  readonly forbidden: Forbidden[];
  readonly described: Set<string>;
  readonly integration: (of?: Team) => Integration;
  /** A server of tools that the team has connected, and that lies about them; its calls count as requests of the wire. */
  tools(): Promise<ToolServer>;
  /** A third team, which nobody attacks. */
  calm(): Promise<Team>;
  /** Notes a yes that was given ahead. */
  note(yes: StandingYes): StandingYes;
  forbid(path: Forbidden): void;
  later(ms: number): void;
  /** The catalogue as it is now. */
  catalogue(of?: Team): Promise<Catalogue>;
  /** Sees from now on what was changed about a team. */
  look(of?: Team): Promise<void>;
  actionId(name: string): Promise<string>;
  /** Proposes a call in the name of Bob, and performs it as far as it goes. Undefined when it was turned down. */
  propose(target: CallTarget, more?: More): Promise<CallOutcome | undefined>;
  call(name: string, args: Record<string, unknown>, more?: More): Promise<CallOutcome | undefined>;
  /** A person presses a button on the card as it stands in the database, and that is noted for the oracle. */
  press(
    approvalId: string,
    person: Member,
    more?: { verdict?: "approved" | "denied"; workspaceId?: string; outcome?: boolean },
  ): Promise<string>;
  close(): Promise<void>;
}

const ACTIONS = [
  action("list-things", "GET", "/lists", { query: ["status"] }),
  action("get-record", "GET", "/records/{{id}}"),
  action("update-record", "PATCH", "/records/{{id}}", { body: ["note"] }),
  action("replace-record", "PUT", "/records/{{id}}", { body: ["note", "owner"] }),
  action("delete-record", "DELETE", "/records/{{id}}"),
  action("create-note", "POST", "/notes", { body: ["text", "to"] }),
  action("send-mail", "POST", "/mail", { body: ["to", "subject", "text"] }),
  action("marked-read", "GET", "/marked/{{id}}", { requiresConfirmation: true }),
  action("lying-delete", "DELETE", "/lying/{{id}}", { effect: "read" }),
  action("lying-post", "POST", "/lying/{{id}}", { body: ["text"] }),
  action("graphql", "POST", "/graphql", { body: ["query"] }),
  action("search", "GET", "/search", { query: ["q", "_method"] }),
  action("pay", "POST", "/payments", { body: ["to", "amount"] }),
];

/** Opens a stage of its own on a shared database. */
export async function openStage(shared: Ground, random: Random, counts: Counts): Promise<Stage> {
  let now = NOON.getTime();
  const clock = () => new Date(now);
  const ground: Ground = { ...shared, clock };
  const wire = await openWire();
  const [team, other] = [await newTeam(ground), await newTeam(ground)];
  const integrations = new Map<string, Integration>();
  const connect = async (of: Team, baseUrl = wire.origin) => {
    const api = { name: `Api ${of.workspace.id}`, baseUrl, actions: ACTIONS };
    integrations.set(of.workspace.id, await connectApi(ground, of, api));
    return of;
  };
  for (const of of [team, other]) await connect(of);
  let left: Promise<Team> | undefined;
  const mcp = createMcp(ground);
  const execution = createExecution({
    ...ground,
    mcp,
    approvalTtlMs: TTL_MS,
    scrub: String,
    cardUrl: String,
    callTimeoutMs: 60_000,
    callsPerMinute: 0,
  });
  let tools: Promise<ToolServer> | undefined;
  const { conversation } = await openTalk(ground, team);
  const catalogues = createCatalogues({ db: ground.db });
  // As a run does, which looks up the version once for a step and not for each call of it.
  const versions = new Map<string, number>();
  const look = async ({ workspace }: Team) => {
    const { catalogueVersion } = await getWorkspace(ground.db, workspace.id);
    versions.set(workspace.id, catalogueVersion);
  };
  const catalogueOf = async (of: Team) => {
    if (!versions.has(of.workspace.id)) await look(of);
    return catalogues.at(of.workspace.id, versions.get(of.workspace.id) ?? 0);
  };
  const presses: Press[] = [];
  const standing: StandingYes[] = [];
  const forbidden: Forbidden[] = [];
  const described = new Set<string>();
  const integrationOf = (of: Team) => {
    const found = integrations.get(of.workspace.id);
    if (!found) throw new Error("a team without an integration");
    return found;
  };

  async function propose(
    target: CallTarget,
    { id = newId("call"), team: by = team, foreign = [] }: More = {},
  ): Promise<CallOutcome | undefined> {
    counts.proposals += 1;
    if (target.kind === "http") described.add(target.path);
    const catalogue = await catalogueOf(by);
    const prepared = prepareCall(catalogue, target);
    if (!prepared.ok) {
      counts.turnedDown += 1;
      return undefined;
    }
    const context = { workspaceId: by.workspace.id, runId: `run_${id}`, threadId: null, memberId: by.bob.id };
    const { call, integration } = prepared;
    const at = { catalogue, catalogueVersion: catalogue.version };
    const spoken = { byPeople: [], byChief: [] };
    try {
      return await execution.perform({ id, context, target, call, integration, ...at, spoken, foreign });
    } catch {
      counts.turnedDown += 1;
      return undefined;
    }
  }

  const actionId = async (name: string, of = team) =>
    (await catalogueOf(of)).actionsOf(integrationOf(of).id).find((one) => one.name === name)?.id ?? name;

  return {
    random,
    counts,
    presses,
    wire,
    ground,
    team,
    other,
    execution,
    conversation,
    clock,
    standing,
    forbidden,
    described,
    integration: (of = team) => integrationOf(of),
    tools: () => {
      tools ??= openToolServer(ground, team, wire).then(async (server) => {
        await look(team);
        return server;
      });
      return tools;
    },
    calm: () => {
      left ??= newTeam(ground).then((calm) => connect(calm, `${wire.origin}/calm`));
      return left;
    },
    note: (yes) => {
      standing.push(yes);
      return yes;
    },
    forbid: (path) => void forbidden.push(path),
    look: (of = team) => look(of),
    later: (ms) => {
      now += ms;
    },
    catalogue: (of = team) => catalogueOf(of),
    actionId: (name) => actionId(name),
    propose,
    call: async (name, args, more = {}) =>
      propose({ kind: "action", actionId: await actionId(name, more.team), arguments: args }, more),
    async press(
      approvalId,
      person,
      { verdict = "approved", workspaceId = person.workspaceId, outcome } = {},
    ) {
      const seen =
        (await findApproval(ground.db, team.workspace.id, approvalId)) ??
        (await findApproval(ground.db, other.workspace.id, approvalId));
      if (seen && !outcome) presses.push(pressOn(seen, { person, verdict, now, requester: team.bob.id }));
      const taken = await conversation.click({ workspaceId, approvalId, person, verdict });
      return taken.kind;
    },
    async close() {
      await mcp.close();
      await tools?.then((server) => server.close());
      await wire.close();
    },
  };

  function pressOn(
    seen: Approval,
    by: { person: Member; verdict: string; now: number; requester: string },
  ): Press {
    const { person, verdict } = by;
    const { pathname, search } = new URL(seen.request.url);
    const tool = toolCallIn(seen.request);
    const isOurs = person.workspaceId === seen.workspaceId && person.active;
    const role =
      person.role === "admin" ? "admin" : person.id === seen.requestedBy ? "requester" : "outsider";
    return {
      method: seen.request.method,
      url: `${pathname}${search}`,
      body: tool ?? bodyText(seen.request.body),
      credential: tool ? "" : `Bearer ${tokenOf(seen.workspaceId)}`,
      by: isOurs ? role : "outsider",
      isTimelyYes:
        verdict === "approved" &&
        seen.kind === "send" &&
        seen.state === "pending" &&
        by.now < seen.createdAt.getTime() + TTL_MS,
      used: false,
    };
  }
}

const bodyText = (body: Json | undefined) =>
  body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);

/** The credential that `connectApi` stores for a team's API. */
export const tokenOf = (workspaceId: string): string => fakeToken(`Api ${workspaceId}`);

/** Makes every replica look at the workspace anew. */
export async function changed(stage: Stage): Promise<void> {
  await bumpCatalogueVersion(stage.ground.db, stage.team.workspace.id);
  await stage.look();
}
