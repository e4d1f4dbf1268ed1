import { z } from "zod";
import {
  ACTIVITY_STATUSES,
  type ActivityFilter,
  EXPORT_FORMATS,
  exportLines,
  listActivity,
} from "../../execution/index.ts";
import { listIntegrationNames } from "../../integrations/index.ts";
import { listMemberNames } from "../../people/index.ts";
import { cursorOf, PAGE, pageOf, placeOf } from "../cursor.ts";
import { personOfIn } from "../people-names.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { instant, person } from "../shapes/common.ts";

const time = z.iso.datetime({ offset: true }).optional();

const FILTER = {
  integrationId: z.string().max(200).optional(),
  memberId: z.string().max(200).optional().describe("Who asked; members see only calls of their own."),
  action: z.string().max(300).optional().describe("An action's name or `GET /path`, or a part of it."),
  status: z.enum(ACTIVITY_STATUSES).optional().describe("client and server: failures with a 4xx or 5xx."),
  from: time.describe("From this instant on."),
  to: time.describe("Before this instant."),
};

const callShape = z
  .object({
    id: z.string(),
    at: instant,
    runId: z.string(),
    integrationId: z.string(),
    actionId: z.string().nullable(),
    title: z.string(),
    effect: z.enum(["read", "write", "destroy"]),
    method: z.string(),
    url: z.string(),
    state: z.string(),
    status: z.number().int().nullable(),
    durationMs: z.number().nullable(),
    rows: z.number().int().nullable(),
    failure: z.string().nullable(),
    failureMessage: z.string().nullable(),
    askedBy: person,
    approvedBy: person.nullable(),
  })
  .meta({ id: "Call" });

type Query = { [Name in keyof typeof FILTER]?: z.output<(typeof FILTER)[Name]> };

/** What a caller may see of what they ask for: a member only calls of their own. */
function filterOf({ member }: Caller, query: Query): ActivityFilter {
  const { integrationId, memberId, action, status, from, to } = query;
  const asker = member.role === "admin" ? memberId : member.id;
  return {
    workspaceId: member.workspaceId,
    ...(asker ? { memberId: asker } : {}),
    ...(integrationId ? { integrationId } : {}),
    ...(action ? { action } : {}),
    ...(status ? { status } : {}),
    ...(from ? { from: new Date(from) } : {}),
    ...(to ? { to: new Date(to) } : {}),
  };
}

const list = defineRoute({
  method: "get",
  path: "/activity",
  operationId: "listActivity",
  tag: "activity",
  summary: "List the calls that were made: your own, as an admin all; the newest first",
  who: "member",
  query: z.strictObject({ ...PAGE, ...FILTER }),
  answer: pageOf(callShape).describe("A page may hold fewer than the limit, and there may still be more."),
  async handle(deps, caller, { query }) {
    const { limit, cursor, ...filter } = query;
    const before = placeOf(cursor);
    const page = { limit, ...(before ? { before } : {}) };
    const { calls, next } = await listActivity(deps.db, filterOf(caller, filter), page);
    const personOf = await personOfIn(deps, caller.member.workspaceId);
    const items = calls.map((call) => ({
      ...call,
      at: call.createdAt,
      askedBy: personOf(call.memberId),
      approvedBy: call.approvedBy === null ? null : personOf(call.approvedBy),
    }));
    return { body: { items, nextCursor: next ? cursorOf(next) : null } };
  },
});

const exportAll = defineRoute({
  method: "get",
  path: "/activity/export",
  operationId: "exportActivity",
  tag: "activity",
  summary: "All calls that fit, as JSON Lines or CSV",
  who: "member",
  query: z.strictObject({ ...FILTER, format: z.enum(["jsonl", "csv"]).default("jsonl") }),
  textTypes: ["application/jsonl", "text/csv"],
  async handle(deps, caller, { query }) {
    const { format, ...given } = query;
    const { workspaceId } = caller.member;
    const [members, integrations] = await Promise.all([
      listMemberNames(deps.db, workspaceId),
      listIntegrationNames(deps.db, workspaceId),
    ]);
    const names = {
      integration: (id: string) => integrations.get(id) ?? id,
      member: (id: string) => members.get(id)?.name ?? id,
      runUrl: (id: string) => `${deps.publicUrl}/runs/${id}`,
    };
    // What is called meanwhile is not waited for.
    const filter = { to: deps.clock(), ...filterOf(caller, given) };
    const text = exportLines(deps.db, filter, { format, names });
    return { text, type: EXPORT_FORMATS[format].contentType, fileName: `chief-activity.${format}` };
  },
});

export const ACTIVITY_ROUTES: readonly Route[] = [list, exportAll];
