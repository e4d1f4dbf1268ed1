import { PROVIDERS } from "../../src/integrations/index.ts";
import type { ActivityRow } from "../../src/web/pages/activity/activity-list.tsx";
import type { ActivityPanelProps } from "../../src/web/pages/activity/activity-panel.tsx";
import { readActivityQuery } from "../../src/web/pages/activity/activity-query.ts";
import type { ApprovalSummary } from "../../src/web/pages/approvals/approval-view.tsx";
import type { ChatMessage, ChatPlace } from "../../src/web/pages/chat/chat-types.ts";
import type { ActionRow } from "../../src/web/pages/integrations/actions-table.tsx";
import type { IntegrationSummary } from "../../src/web/pages/integrations/integration-card.tsx";
import type { RunEvent } from "../../src/web/pages/runs/run-events.tsx";
import type { RunSummary } from "../../src/web/pages/runs/runs-page.tsx";
import type { SettingsPageProps } from "../../src/web/pages/settings/settings-page.tsx";
import type { SkillPageProps } from "../../src/web/pages/skills/skill-page.tsx";
import type { SkillSummary } from "../../src/web/pages/skills/skills-page.tsx";
import { APPROVAL_CARD, CHARTS, EVERYTHING, ORDERS_ANSWER, PLAN } from "./sample-blocks.ts";

/** The moment at which the samples are looked at. */
export const NOW = new Date("2026-11-20T12:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

export const INTEGRATIONS: IntegrationSummary[] = [
  {
    id: "int_1",
    name: "Internal Orders API",
    kind: "api",
    baseUrl: "https://orders.internal.example.com/v1",
    health: "healthy",
    connectedBy: "Ada Byron",
    lastUsed: { at: ago(4), runId: "run_1" },
    tools: 4,
    scopes: ["GET /orders", "GET /orders/{id}", "PATCH /orders/{id}", "DELETE /orders/{id}"],
  },
  {
    id: "int_2",
    name: "WMS API",
    kind: "api",
    baseUrl: "https://wms.example.com",
    health: "failing",
    healthNote:
      "It answered 401: the credential was refused. Reconnect with a fresh one · 2 schedules paused",
    connectedBy: "Ada Byron",
    lastUsed: { at: ago(1500) },
    tools: 2,
    scopes: ["GET /inventory", "POST /reservations"],
  },
  {
    id: "int_3",
    name: "GitHub",
    kind: "api",
    baseUrl: "https://api.github.com",
    health: "expiring",
    healthNote: "The token expires in 3 days",
    connectedBy: "Ben Ode",
    lastUsed: { at: ago(51), runId: "run_2" },
    tools: 31,
    scopes: ["repo", "read:org"],
  },
  {
    id: "int_4",
    name: "Runbooks",
    kind: "mcp",
    baseUrl: "https://mcp.example.com/mcp",
    health: "healthy",
    connectedBy: "Ben Ode",
    tools: 3,
    scopes: ["search_runbooks", "read_runbook", "list_services"],
  },
];

export const ACTIONS: ActionRow[] = [
  {
    id: "act_1",
    name: "list-orders",
    summary: "Lists orders, newest first",
    method: "GET",
    path: "/orders",
    effect: "read",
    enabled: true,
    source: "openapi",
  },
  {
    id: "act_2",
    name: "get-order",
    summary: "One order with its lines",
    method: "GET",
    path: "/orders/{id}",
    effect: "read",
    enabled: true,
    source: "openapi",
  },
  {
    id: "act_3",
    name: "update-order",
    summary: "Changes status or note",
    method: "PATCH",
    path: "/orders/{id}",
    effect: "write",
    enabled: true,
    source: "openapi",
  },
  {
    id: "act_4",
    name: "delete-order",
    summary: "Removes an order for good",
    method: "DELETE",
    path: "/orders/{id}",
    effect: "destroy",
    enabled: false,
    source: "openapi",
  },
];

const CALL = { integration: "Internal Orders API", hasThread: true };

const CALLS: ActivityRow[] = [
  {
    ...CALL,
    ...{
      id: "c1",
      at: ago(4),
      title: "list-orders",
      status: 200,
      durationMs: 84,
      by: "Ben Ode",
      runId: "run_1",
    },
  },
  {
    ...CALL,
    ...{ id: "c2", at: ago(30), title: "DELETE /orders/1042", by: "Ben Ode", runId: "run_2" },
    note: "waits for an admin's approval",
  },
  {
    ...CALL,
    ...{ id: "c3", at: ago(70), title: "get-order", status: 503, durationMs: 2310, by: "Ada Byron" },
    ...{ runId: "run_3", note: "It answered 503 three times" },
  },
];

/** The activity, cut short while it was searched. */
export const ACTIVITY: ActivityPanelProps = {
  rows: CALLS,
  query: readActivityQuery((name) => (name === "status" ? "failed" : "")),
  now: NOW,
  next: "1773830000000.c3",
  lookedTo: ago(70),
  people: [{ value: "mem_1", label: "Ada Byron" }],
  integrations: [{ value: "int_1", label: "Internal Orders API" }],
  actions: ["list-orders", "get-order"],
  timeZone: "Europe/Berlin",
};

export const RUNS: RunSummary[] = [
  {
    id: "run_1",
    state: "done",
    text: "Call our Internal Orders API: GET /orders for the last 24 hours. Group by status and post a count in #ops.",
    by: "Ben Ode",
    place: "#ops",
    startedAt: ago(4),
    durationMs: 2340,
    calls: 1,
    integrations: ["Internal Orders API"],
  },
  {
    id: "run_2",
    state: "waiting",
    text: "Cancel order 1042",
    by: "Ben Ode",
    place: "Chief",
    startedAt: ago(30),
    calls: 1,
    integrations: ["Internal Orders API"],
  },
  {
    id: "run_3",
    state: "failed",
    text: "ship-order #1234",
    by: "Ada Byron",
    place: "#general",
    startedAt: ago(70),
    durationMs: 65_000,
    calls: 3,
    integrations: ["Internal Orders API", "WMS API"],
  },
  {
    id: "run_4",
    state: "running",
    text: "What is our revenue this week?",
    by: "Ada Byron",
    place: "Chief",
    startedAt: ago(0),
    calls: 0,
    integrations: [],
  },
];

const second = (seconds: number) => new Date(ago(4).getTime() + seconds * 1000);

export const RUN_EVENTS: RunEvent[] = [
  {
    kind: "asked",
    at: ago(4),
    by: "Ben Ode",
    text: "Cancel order 1042, then group the last 24 hours of orders by status.",
  },
  {
    kind: "model",
    at: second(0.4),
    model: "Command planner",
    inputTokens: 0,
    outputTokens: 0,
    durationMs: 2,
    decided: "calls delete-order",
  },
  {
    kind: "approval",
    at: second(0.5),
    id: "apr_1",
    state: "approved",
    askedBecause: "every DELETE call needs an admin's approval",
    answeredBy: "Ada Byron",
  },
  {
    kind: "call",
    at: second(64),
    integration: "Internal Orders API",
    title: "delete-order",
    request: { method: "DELETE", url: "https://orders.internal.example.com/v1/orders/1042" },
    status: 204,
    durationMs: 77,
  },
  {
    kind: "model",
    at: second(65),
    model: "gpt-5-mini",
    inputTokens: 3120,
    outputTokens: 214,
    durationMs: 1840,
    decided: "calls list-orders",
  },
  {
    kind: "call",
    at: second(66),
    integration: "Internal Orders API",
    title: "list-orders",
    request: {
      method: "GET",
      url: "https://orders.internal.example.com/v1/orders?since=2026-11-19T12:00:00Z",
    },
    status: 200,
    durationMs: 84,
    coverage: "12 rows in 1 page, all there are",
    response: { data: [{ id: 1, status: "paid" }], next: null },
  },
  {
    kind: "call",
    at: second(67),
    integration: "WMS API",
    title: "get-inventory",
    request: { method: "POST", url: "https://wms.example.com/inventory/query", body: { sku: "A-1" } },
    status: 401,
    durationMs: 61,
    failure: "The credential was refused. Reconnect WMS API.",
  },
  {
    kind: "query",
    at: second(67.5),
    sql: "select status, count(*) from orders group by 1",
    rows: 3,
    durationMs: 12,
  },
  {
    kind: "answered",
    at: second(68),
    markdown: "**12 orders**:\n\n| Status | Orders |\n|---|---|\n| paid | 7 |\n| pending | 4 |",
  },
];

export const RECEIPT = {
  integrations: ["Internal Orders API", "WMS API"],
  calls: 3,
  rows: 12,
  pages: 1,
  complete: true,
  approvedBy: ["Ada Byron"],
  durationMs: 68_200,
  inputTokens: 3120,
  outputTokens: 214,
};

export const APPROVALS: ApprovalSummary[] = [
  {
    id: "apr_2",
    kind: "send",
    evidence: {},
    yesBy: [],
    mayUndo: false,
    mayGrant: true,
    state: "approved",
    integration: "Internal Orders API",
    title: "update-order",
    request: {
      method: "PATCH",
      url: "https://orders.internal.example.com/v1/orders/7",
      headers: {},
      body: { status: "shipped" },
    },
    askedBecause: "every PATCH call needs an approval",
    approvers: "the person who asked, or an admin",
    requestedBy: "Ben Ode",
    createdAt: ago(200),
    expiresAt: ago(-1000),
    answered: { by: "Ben Ode", at: ago(190) },
    runId: "run_3",
    mayAnswer: false,
  },
  {
    id: "apr_1",
    kind: "send",
    evidence: {},
    yesBy: [],
    mayUndo: false,
    mayGrant: true,
    state: "pending",
    integration: "Internal Orders API",
    title: "delete-order",
    request: {
      method: "DELETE",
      url: "https://orders.internal.example.com/v1/orders/1042?force=true",
      headers: { "If-Match": '"7"' },
      body: { reason: "customer cancelled", refund: { amount: 121, currency: "EUR" } },
    },
    askedBecause: "every DELETE call needs an admin's approval",
    approvers: "an admin",
    requestedBy: "Ben Ode",
    createdAt: ago(30),
    expiresAt: ago(-4000),
    runId: "run_2",
    mayAnswer: true,
  },
  {
    id: "apr_3",
    kind: "send",
    evidence: {},
    yesBy: [],
    mayUndo: false,
    mayGrant: true,
    state: "denied",
    integration: "WMS API",
    title: "create-reservation",
    request: { method: "POST", url: "https://wms.example.com/reservations", headers: {} },
    askedBecause: "every POST call needs an approval",
    approvers: "an admin",
    requestedBy: "Ben Ode",
    createdAt: ago(900),
    expiresAt: ago(-10),
    answered: { by: "Ada Byron", at: ago(890), reason: "wrong warehouse" },
    runId: "run_1",
    mayAnswer: false,
  },
];

export const PEOPLE = [
  { id: "U0ADA", name: "Ada", role: "admin" as const },
  { id: "U0BEN", name: "Ben", role: "member" as const },
];

export const PLACE: ChatPlace = {
  channelId: "C0OPS",
  timeZone: "Europe/Berlin",
  shortcuts: [
    { name: "Ask Chief about this", type: "message", callbackId: "ask_about_message" },
    { name: "New Chief request", type: "global", callbackId: "new_request" },
  ],
  people: PEOPLE,
  channels: [
    { id: "C0GENERAL", name: "general", kind: "channel", unread: 3 },
    {
      id: "C0OPS",
      name: "ops",
      kind: "channel",
      topic: "Orders, stock and everything that ships",
      unread: 0,
    },
    { id: "D0CHIEF", name: "Chief", kind: "im", unread: 0 },
  ],
  now: NOW,
};

const CHIEF = { id: "U0CHIEF", name: "Chief", isApp: true };
const BEN = { id: "U0BEN", name: "Ben", isApp: false };

export const MESSAGES: ChatMessage[] = [
  {
    ts: "1763639000.000100",
    author: CHIEF,
    at: ago(40),
    text: "Hi, I'm *Chief*. This workspace stands in for Slack; nothing leaves this machine. Type `help` to see what I can do.",
  },
  {
    ts: "1763639100.000100",
    author: BEN,
    at: ago(38),
    text: "<@U0CHIEF> group the last 24 hours of orders by status &amp; post it here",
    replies: 2,
    reactions: [{ name: "eyes", count: 1 }],
  },
  { ts: "1763639110.000100", author: CHIEF, at: ago(37), text: "Orders by status", blocks: ORDERS_ANSWER },
  { ts: "1763639115.000100", author: CHIEF, at: ago(36), text: "Working", blocks: PLAN, isStreaming: true },
  { ts: "1763639120.000100", author: CHIEF, at: ago(30), text: "Cancel order 1042?", blocks: APPROVAL_CARD },
  {
    ts: "1763639130.000100",
    author: CHIEF,
    at: ago(29),
    text: "This is not yours to approve: an admin may.",
    isEphemeral: true,
  },
];

export const GALLERY: ChatMessage[] = [
  { ts: "1763639200.000100", author: CHIEF, at: ago(20), text: "Everything", blocks: EVERYTHING },
  {
    ts: "1763639210.000100",
    author: CHIEF,
    at: ago(10),
    text: "Charts",
    blocks: CHARTS,
    files: [{ name: "orders.csv", href: "/files/F1/orders.csv" }],
  },
];

export const PROMPTS = [
  {
    title: "Orders by status",
    message: "Chief, call our Internal Orders API: GET /orders for the last 24 hours. Group by status.",
  },
  { title: "Low stock", message: "Chief, which items in the WMS API are low on stock?" },
];

/** The well-known APIs: one connected, one ready, two to set up. */
export const PROVIDER_TILES = PROVIDERS.map((provider, at) => ({
  provider,
  isReady: at < 2,
  clientId: at < 2 ? "Iv1.8a61f9b3a7aba766" : undefined,
  integrationId: at === 0 ? "int_github" : undefined,
}));

export const RECONNECTABLE = {
  id: "int_github",
  name: "GitHub",
  authMethod: "api_key",
  healthNote: "The consent was withdrawn or has ended (invalid_grant). Reconnect it",
  granted: ["repo"],
  offered: PROVIDERS[0]?.scopes,
};
export const SKILL: SkillPageProps = {
  name: "ship-order",
  description: "Ships an order when everything in it is in stock.",
  usage: "ship-order <order_id>",
  version: 2,
  steps: [
    "1. Call internal-orders-api.get-order with id = {{inputs.order_id}}",
    "2. For each `item` of {{order.items}}, at most 100",
    "    1. Call wms-api.get-inventory with sku = {{item.sku}}",
    "3. Post in #ops: “shipped”",
  ],
  permissions: "reads `internal-orders-api.get-order`; changes nothing; posts in #ops",
  inputs: [{ name: "order_id", type: "integer", description: "The order's number.", isRequired: true }],
  faults: ["“call wms-api.get-inventory”: there is no enabled action “wms-api.get-inventory”"],
  versions: [
    {
      version: 2,
      savedBy: "Ada Byron",
      savedAt: NOW,
      restores: null,
      changes: [
        { kind: "same", text: "1. Call internal-orders-api.get-order" },
        { kind: "removed", text: "2. Say: “old”" },
        { kind: "added", text: "2. Say: “new”" },
      ],
    },
    {
      version: 1,
      savedBy: "Ada Byron",
      savedAt: NOW,
      restores: null,
      changes: [{ kind: "added", text: "1. Call" }],
    },
  ],
  runs: [
    {
      runId: "run_1",
      state: "failed",
      by: "Ada Byron",
      version: 2,
      isDryRun: true,
      inputs: "order_id 1234",
      failedStep: "call wms-api.get-inventory",
      startedAt: NOW,
    },
  ],
  document: "---\nname: ship-order\n---\n",
  mayChange: true,
  now: NOW,
};

export const SKILLS: readonly SkillSummary[] = [
  {
    name: SKILL.name,
    description: SKILL.description,
    usage: SKILL.usage,
    version: 2,
    changes: true,
    faults: [],
    lastRun: { at: NOW, state: "done", runId: "run_1" },
  },
  {
    name: "order-report",
    description: "Counts the orders of the last 24 hours.",
    usage: "order-report",
    version: undefined,
    changes: false,
    faults: ["there is no Internal Orders API"],
  },
];

/** Settings as an admin sees them, with something in every part. */
export const SETTINGS: SettingsPageProps = {
  workspace: "Acme",
  allowsOutsiders: false,
  createSlackAppUrl: "https://api.slack.com/apps?new_app=1",
  isAdmin: true,
  now: NOW,
  people: [
    {
      ...{ id: "mem_ada", name: "Ada", role: "admin", slackRole: "admin", chosenRole: null },
      ...{ timeZone: "Europe/Berlin", active: true },
    },
    {
      ...{ id: "mem_bob", name: "Bob", role: "admin", slackRole: "member", chosenRole: "admin" },
      ...{ timeZone: "America/Los_Angeles", active: true },
    },
    {
      ...{ id: "mem_cleo", name: "Cleo", role: "member", slackRole: "member", chosenRole: null },
      ...{ timeZone: "UTC", active: false },
    },
  ],
  sessions: [
    { id: "ses_1", browser: "Firefox on Linux", createdAt: ago(180), lastSeenAt: NOW, isThis: true },
    { id: "ses_2", browser: "Safari on iPhone", createdAt: ago(2400), lastSeenAt: ago(300), isThis: false },
  ],
  tokens: [
    {
      ...{ id: "tok_1", name: "nightly report", of: "Ada", role: "member" },
      ...{ lastUsedAt: ago(60), expiresAt: undefined },
    },
  ],
  model: "gpt-5-mini",
  callsPerMinute: 10,
  requestsPerMinute: 300,
};
