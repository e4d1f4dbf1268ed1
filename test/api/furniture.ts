import { listActions } from "../../src/actions/index.ts";
import { insertApproval } from "../../src/approvals/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { openSessions } from "../../src/web/index.ts";
import { action, connectApi, NOON } from "../support/team.ts";
import type { OpenApi } from "./open-api.ts";

/** Ids of things of a workspace, by the names that they have in paths. */
export type Furniture = Readonly<Record<string, string>>;

const SKILL = `---
name: count-things
description: Counts things.
---

\`\`\`yaml workflow
steps:
  - do: say
    text: "Nothing to count."
\`\`\`
`;

const CONTRACT = { name: "get-thing", description: "Reads a thing", method: "GET", path: "/things" };

const SCHEDULE = { request: "run count-things", times: "every weekday at 9", channel: "#ops" };

const SERVER = {
  name: "Another server",
  url: "http://127.0.0.1:1/mcp",
  auth: "none",
  allowPrivateNetwork: true,
};

/** A body that each operation takes, by its name. */
export const SAMPLES: Readonly<Record<string, unknown>> = {
  createRun: { text: "help", waitSeconds: 0 },
  connectIntegration: {
    name: "Another API",
    baseUrl: "http://127.0.0.1:1",
    credential: { method: "none" },
    allowPrivateNetwork: true,
  },
  updateIntegration: { callsPerMinute: 5 },
  replaceCredential: { method: "bearer", token: "another-token" },
  uploadDocument: { text: '{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{}}' },
  applyDocumentChanges: { mark: "x" },
  switchActions: { enabled: true },
  updateAction: { enabled: true },
  declareAction: CONTRACT,
  redeclareAction: { ...CONTRACT, idempotencyHeader: "X-Things-Key" },
  testContract: { contract: CONTRACT },
  readCurlCommand: { command: "curl http://127.0.0.1:1/things" },
  callAction: { waitSeconds: 0 },
  callIntegration: { method: "GET", path: "/things", waitSeconds: 0 },
  answerApproval: { verdict: "denied", requestHash: "x" },
  approveWithGrant: { requestHash: "x", uses: 2 },
  connectMcpServer: SERVER,
  decideOnMcpTool: { decision: "read", pin: "x" },
  setProviderClient: { clientId: "chief", clientSecret: "a-secret" },
  setOutsiders: { allowsOutsiders: false },
  editApproval: { requestHash: "x", fields: {} },
  previewRule: { verdict: "refuse", methods: ["DELETE"] },
  createRule: { verdict: "refuse", methods: ["DELETE"] },
  replaceRule: { verdict: "refuse", methods: ["DELETE"] },
  previewGrant: { integration: "Things API", methods: ["POST"], mostUses: 1 },
  giveGrant: { integration: "Things API", methods: ["POST"], mostUses: 1 },
  saveSkill: { document: SKILL },
  rollBackSkill: { version: 1 },
  runSkill: { waitSeconds: 0 },
  previewSchedule: { times: "every weekday at 9" },
  createSchedule: SCHEDULE,
  replaceSchedule: SCHEDULE,
  createApproverGroup: { name: "others" },
  updateApproverGroup: { memberIds: [] },
  setMemberRole: { role: "member" },
  updateApprovalSettings: { remindAfterPercent: 0, escalateAfterPercent: 0, fallback: null },
  createApiToken: { name: "another" },
};

/** Fills the first workspace with one thing of each kind, made by its admin through the API where that is possible. */
export async function furnish(api: OpenApi): Promise<Furniture> {
  const { ground, team } = api;
  const token = await api.tokenOf(team.ada, { name: "furnisher" });
  const actions = [
    action("list-things", "GET", "/things"),
    action("delete-thing", "DELETE", "/things/{{id}}"),
  ];
  const integration = await connectApi(ground, team, {
    name: "Things API",
    baseUrl: "http://127.0.0.1:1",
    actions,
  });
  const make = async (request: string, body: unknown): Promise<Record<string, string>> => {
    const { status, json, text } = await api.send(`POST ${request}`, { token, body });
    if (status !== 201) throw new Error(`${request} gave ${status}: ${text}`);
    return json;
  };
  const at = `/integrations/${integration.id}`;
  const declared = await make(`${at}/actions`, CONTRACT);
  const run = await make("/runs", { text: "help" });
  const rule = await make("/rules", SAMPLES["createRule"]);
  const grant = await make("/grants", SAMPLES["giveGrant"]);
  const group = await make("/approver-groups", { name: "furniture" });
  const made = await make("/tokens", { name: "for nobody" });
  const skill = await make("/skills", { document: SKILL });
  const schedule = await make("/schedules", SCHEDULE);
  const server = (await make("/mcp-servers", { ...SERVER, name: "Things server" })) as Record<
    string,
    unknown
  >;
  const { id: serverId = "" } = server["integration"] as { id?: string };
  const sessions = openSessions(ground);
  const owner = { workspaceId: team.workspace.id, memberId: team.ada.id };
  await sessions.begin({ ...owner, browser: "Furniture 1.0" });
  const [session] = await sessions.listOf(owner);
  const [listed] = await listActions(ground.db, team.workspace.id, integration.id);
  const approvalId = newId("apr");
  await insertApproval(ground.db, {
    id: approvalId,
    workspaceId: team.workspace.id,
    runId: run["id"] ?? "",
    callId: `${run["id"]}.1.0`,
    requestHash: "a".repeat(64),
    request: {
      integration: "Things API",
      title: "delete-thing",
      method: "DELETE",
      url: "http://x/1",
      headers: {},
    },
    askedBecause: "every DELETE is asked about",
    requestedBy: team.bob.id,
    approvers: { admins: true, requester: false },
    createdAt: NOON,
    expiresAt: new Date(NOON.getTime() + 3_600_000),
  });
  return {
    integrationId: integration.id,
    actionId: declared["id"] ?? listed?.id ?? "",
    runId: run["id"] ?? "",
    approvalId,
    ruleId: rule["id"] ?? "",
    grantId: grant["id"] ?? "",
    groupId: group["id"] ?? "",
    tokenId: made["id"] ?? "",
    name: skill["name"] ?? "",
    scheduleId: schedule["id"] ?? "",
    serverId,
    sessionId: session?.id ?? "",
  };
}
