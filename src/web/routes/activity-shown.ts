import {
  type ActivityCall,
  type ActivityFilter,
  listActivity,
  listRecentTitles,
  parsePlace,
  placeText,
} from "../../execution/index.ts";
import { listIntegrationNames } from "../../integrations/index.ts";
import { listMemberNames } from "../../people/index.ts";
import type { ActivityListProps, ActivityRow } from "../pages/activity/activity-list.tsx";
import type { ActivityPanelProps } from "../pages/activity/activity-panel.tsx";
import { type ActivityQuery, readActivityQuery } from "../pages/activity/activity-query.ts";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { readLocalTime } from "./local-time.ts";

const CALLS_A_PAGE = 50;
const LATEST_CALLS = 12;

/** What a visitor may see of what they ask for: a member only calls of their own. */
export function activityFilterOf(visitor: Visitor, query: ActivityQuery): ActivityFilter {
  const person = visitor.role === "admin" ? query.person : visitor.id;
  const integration = query.of || query.integration;
  const from = readLocalTime(query.from, visitor.timeZone);
  const to = readLocalTime(query.to, visitor.timeZone);
  return {
    workspaceId: visitor.workspaceId,
    ...(person ? { memberId: person } : {}),
    ...(integration ? { integrationId: integration } : {}),
    ...(query.action ? { action: query.action } : {}),
    ...(query.status ? { status: query.status } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

interface Names {
  readonly members: Awaited<ReturnType<typeof listMemberNames>>;
  readonly integrations: ReadonlyMap<string, string>;
}

async function namesOf({ db }: WebDeps, { workspaceId }: Visitor): Promise<Names> {
  const [members, integrations] = await Promise.all([
    listMemberNames(db, workspaceId),
    listIntegrationNames(db, workspaceId),
  ]);
  return { members, integrations };
}

/** One page of the calls that fit a query. */
export async function activityListOf(
  deps: WebDeps,
  visitor: Visitor,
  query: ActivityQuery,
): Promise<ActivityListProps> {
  return listWith(deps, visitor, { query, names: await namesOf(deps, visitor) });
}

/** The latest calls that a visitor may see, newest first. */
export async function latestCalls(deps: WebDeps, visitor: Visitor): Promise<ActivityRow[]> {
  const filter = activityFilterOf(
    visitor,
    readActivityQuery(() => ""),
  );
  const { calls } = await listActivity(deps.db, filter, { limit: LATEST_CALLS });
  if (calls.length === 0) return [];
  const names = await namesOf(deps, visitor);
  return calls.map((call) => rowOf(call, names));
}

async function listWith(
  deps: WebDeps,
  visitor: Visitor,
  { query, names }: { query: ActivityQuery; names: Names },
): Promise<ActivityListProps> {
  const before = parsePlace(query.before);
  const filter = activityFilterOf(visitor, query);
  const page = await listActivity(deps.db, filter, { limit: CALLS_A_PAGE, ...(before ? { before } : {}) });
  return {
    rows: page.calls.map((call) => rowOf(call, names)),
    query: before ? query : { ...query, before: "" },
    now: deps.clock(),
    next: page.next && placeText(page.next),
    lookedTo: page.isCutShort ? page.next?.at : undefined,
  };
}

function rowOf(call: ActivityCall, { members, integrations }: Names): ActivityRow {
  return {
    id: call.id,
    at: call.createdAt,
    integration: integrations.get(call.integrationId) ?? "a disconnected integration",
    title: call.title,
    status: call.status ?? undefined,
    note: call.failureMessage ?? (call.state === "settled" ? undefined : call.state),
    durationMs: call.durationMs ?? undefined,
    by: members.get(call.memberId)?.name ?? "somebody",
    runId: call.runId,
    hasThread: call.threadId !== null,
  };
}

/** The same with what can be chosen to narrow it. */
export async function activityPanelOf(
  deps: WebDeps,
  visitor: Visitor,
  query: ActivityQuery,
): Promise<ActivityPanelProps> {
  const names = await namesOf(deps, visitor);
  const { action: _action, status: _status, ...lately } = activityFilterOf(visitor, query);
  const [list, actions] = await Promise.all([
    listWith(deps, visitor, { query, names }),
    listRecentTitles(deps.db, lately),
  ]);
  const people = visitor.role === "admin" ? [...names.members.values()] : [];
  return {
    ...list,
    people: people.map(({ id, name }) => ({ value: id, label: name })),
    integrations: [...names.integrations].map(([value, label]) => ({ value, label })),
    actions,
    timeZone: visitor.timeZone,
  };
}
