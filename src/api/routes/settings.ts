import { z } from "zod";
import { listActs } from "../../audit/index.ts";
import { getWorkspace } from "../../people/index.ts";
import { admitOutsiders } from "../admit-outsiders.ts";
import { personOfIn } from "../people-names.ts";
import { defineRoute, type Route } from "../route.ts";
import { anyJson, instant, person } from "../shapes/common.ts";

const MOST_ACTS = 1_000;

const get = defineRoute({
  method: "get",
  path: "/settings",
  operationId: "getSettings",
  tag: "settings",
  summary: "How this Chief is set up; the operator changes it by environment variables",
  who: "member",
  answer: z.object({
    workspace: z.object({ id: z.string(), name: z.string(), kind: z.enum(["slack", "local"]) }),
    model: z.string().nullable().describe("Null where the built-in commands serve alone."),
    callsPerMinute: z
      .number()
      .int()
      .describe("Of each action, where no admin set another limit; 0: as often as wanted."),
    requestsPerMinute: z.number().int().describe("Of each API token."),
    publicUrl: z.string(),
    allowsOutsiders: z.boolean().describe("Whether guests and people of other organisations are let in."),
  }),
  async handle(deps, { member }) {
    const workspace = await getWorkspace(deps.db, member.workspaceId);
    const { callsPerMinute, requestsPerMinute, publicUrl, model = null } = deps;
    const { allowsOutsiders } = workspace;
    return { body: { workspace, model, callsPerMinute, requestsPerMinute, publicUrl, allowsOutsiders } };
  },
});

const admitting = z.strictObject({ allowsOutsiders: z.boolean() });

const admit = defineRoute({
  method: "put",
  path: "/settings/outsiders",
  operationId: "setOutsiders",
  tag: "settings",
  summary: "Let guests and people of other organisations in, or keep them out again",
  who: "admin",
  body: admitting,
  answer: admitting,
  async handle(deps, { member }, { body }) {
    await admitOutsiders(deps, member, body.allowsOutsiders);
    return { body };
  },
});

const listAudit = defineRoute({
  method: "get",
  path: "/audit",
  operationId: "listAuditEntries",
  tag: "settings",
  summary: "What admins did, the newest first, up to a thousand",
  who: "admin",
  query: z.strictObject({
    limit: z.coerce.number("Send a whole number from 1 to 1000").int().min(1).max(MOST_ACTS).default(100),
  }),
  answer: z.object({
    items: z.array(
      z
        .object({
          seq: z.number().int(),
          at: instant,
          actor: person,
          act: z.string(),
          subject: z.string(),
          detail: anyJson,
          hash: z.string(),
        })
        .meta({ id: "AuditEntry" }),
    ),
  }),
  async handle(deps, { member }, { query }) {
    const [acts, personOf] = await Promise.all([
      listActs(deps.db, member.workspaceId, query.limit),
      personOfIn(deps, member.workspaceId),
    ]);
    return { body: { items: acts.map((act) => ({ ...act, actor: personOf(act.actor) })) } };
  },
});

export const SETTINGS_ROUTES: readonly Route[] = [get, admit, listAudit];
