import { onTestFinished } from "vitest";
import type { ActionDraft } from "../../src/actions/index.ts";
import { type Approval, answerApproval, demandsMetBy, findApproval } from "../../src/approvals/index.ts";
import { type CallTarget, createExecution, findCall, prepareCall } from "../../src/execution/index.ts";
import type { Performance } from "../../src/execution/performance.ts";
import type { Catalogue } from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { groupIdsOf, type Member } from "../../src/people/index.ts";
import { giveGrant, listGrants, makeRule, type Predicate, type RuleEffect } from "../../src/policy/index.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { action, catalogueOf, connectApi, type Ground, newTeam } from "../support/team.ts";

const ORDER_ACTIONS = [
  action("get-order", "GET", "/orders/{{id}}"),
  action("update-order", "PATCH", "/orders/{{id}}", { body: ["status", "note"] }),
  action("cancel-order", "POST", "/orders/{{id}}/cancel", { body: ["reason"] }),
  action("delete-order", "DELETE", "/orders/{{id}}"),
  action("export-orders", "GET", "/export", { requiresConfirmation: true, query: ["since"] }),
];

type Respond = Parameters<typeof recordingApi>[0];

/** An API with one order, and the gate before it, as the rooms above come to it. */
export async function openGate(
  ground: Ground,
  { actions = ORDER_ACTIONS, respond = (_, response) => json(response, { id: 7, status: "paid" }) } = {} as {
    actions?: readonly ActionDraft[];
    respond?: Respond;
  },
) {
  onTestFinished(() => ground.setClock());
  const api = await recordingApi(respond);
  const team = await newTeam(ground);
  const workspaceId = team.workspace.id;
  const { ada, bob } = team;
  const integration = await connectApi(ground, team, { name: "Orders", baseUrl: api.origin, actions });
  const execution = createExecution({ ...ground, approvalTtlMs: 3_600_000, scrub: String, cardUrl: String });
  const question = async (id: string): Promise<Approval> => {
    const found = await findApproval(ground.db, workspaceId, id);
    if (!found) throw new Error(`no question ${id}`);
    return found;
  };
  const answer = async (approval: Approval, verdict: "approved" | "denied", person: Member) => {
    const counts = demandsMetBy(approval, { ...person, groupIds: await groupIdsOf(ground.db, person) });
    const given = { approvalId: approval.id, workspaceId, by: person.id, verdict, counts };
    return answerApproval(ground.db, given, ground.clock());
  };
  const byAda = () => ({ workspaceId, by: { id: ada.id, isAdmin: true }, now: ground.clock() });
  const gate = {
    api,
    team,
    integration,
    execution,
    question,
    catalogue: () => catalogueOf(ground, team),
    row: (id: string) => findCall(ground.db, workspaceId, id),
    yes: (approval: Approval, person = ada) => answer(approval, "approved", person),
    no: (approval: Approval, person = ada) => answer(approval, "denied", person),
    perform: (performance: Performance) => execution.perform(performance),
    /** A call of Bob's, built from the catalogue as it is now. */
    async ready(target: CallTarget, more: Partial<Performance> = {}): Promise<Performance> {
      const catalogue = await catalogueOf(ground, team);
      const prepared = prepareCall(catalogue, target);
      if (!prepared.ok) throw new Error(prepared.message);
      const { call, integration: to } = prepared;
      const context = { workspaceId, runId: newId("run"), threadId: null, memberId: bob.id };
      const spoken = { byPeople: [], byChief: [] };
      const at = { catalogue, catalogueVersion: catalogue.version };
      return {
        id: newId("call"),
        context,
        target,
        call,
        integration: to,
        ...at,
        spoken,
        foreign: [],
        ...more,
      };
    },
    async of(name: string, args: Record<string, unknown> = {}): Promise<CallTarget> {
      return targetIn(await catalogueOf(ground, team), integration.id, name, args);
    },
    /** A call that somebody described. */
    http: (method: string, path: string, more: { query?: Record<string, string>; body?: unknown } = {}) =>
      ({ kind: "http", integrationId: integration.id, method, path, query: {}, ...more }) as CallTarget,
    /** The question that a call waits for. */
    async asked(performance: Performance): Promise<Approval> {
      const outcome = await execution.perform(performance);
      if (outcome.kind !== "waiting") throw new Error(`expected to wait, got ${JSON.stringify(outcome)}`);
      return question(outcome.approvalId);
    },
    /** Edits a request that waits, in Ada's name. */
    async edit(approval: Approval, entered: Record<string, string>, more: { dryRun?: boolean } = {}) {
      const catalogue = await catalogueOf(ground, team);
      const edit = { approval, by: ada.id, entered: new Map(Object.entries(entered)), catalogue };
      return execution.edit({ ...edit, ...more });
    },
    /** A rule of Ada's. */
    async rule(predicate: Predicate, effect: RuleEffect) {
      const draft = { predicate, effect, described: "a rule", words: null };
      await ground.db.transaction((tx) => makeRule(tx, draft, byAda()));
    },
    /** A grant of Ada's for some uses. */
    grant(predicate: Predicate, mostUses: number) {
      const limits = { mostUses, amountArgument: null, mostAmount: null, expiresAt: null };
      const draft = { predicate, described: "a grant", ...limits };
      return ground.db.transaction((tx) => giveGrant(tx, draft, byAda()));
    },
    /** How often each grant was used, the newest first. */
    uses: async () => (await listGrants(ground.db, workspaceId, 10)).map(({ uses }) => uses),
  };
  return gate;
}

export type Gate = Awaited<ReturnType<typeof openGate>>;

function targetIn(
  catalogue: Catalogue,
  integrationId: string,
  name: string,
  args: Record<string, unknown>,
): CallTarget {
  const found = catalogue.actionsOf(integrationId).find((one) => one.name === name);
  if (!found) throw new Error(`no action ${name}`);
  return { kind: "action", actionId: found.id, arguments: args };
}
