import { z } from "zod";
import { noSuch } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { id, instant } from "../shapes/common.ts";

const ownerOf = ({ member }: Caller) => ({ workspaceId: member.workspaceId, memberId: member.id });

const list = defineRoute({
  method: "get",
  path: "/sessions",
  operationId: "listSessions",
  tag: "settings",
  summary: "List the browsers that you are signed in with, the latest used first",
  who: "member",
  answer: z.object({
    items: z.array(
      z
        .object({
          id: z.string(),
          browser: z.string().describe("What it calls itself."),
          createdAt: instant,
          lastSeenAt: instant,
          expiresAt: instant,
        })
        .meta({ id: "Session" }),
    ),
  }),
  handle: async ({ sessions }, caller) => ({ body: { items: await sessions.listOf(ownerOf(caller)) } }),
});

const end = defineRoute({
  method: "delete",
  path: "/sessions/{sessionId}",
  operationId: "endSession",
  tag: "settings",
  summary: "Sign one of your browsers out",
  who: "member",
  status: 204,
  params: z.strictObject({ sessionId: id }),
  async handle({ sessions }, caller, { params }) {
    if ((await sessions.endOf(ownerOf(caller), params.sessionId)) === 0) throw noSuch("session");
    return { body: undefined };
  },
});

const endAll = defineRoute({
  method: "delete",
  path: "/sessions",
  operationId: "endSessions",
  tag: "settings",
  summary: "Sign out in every browser",
  who: "member",
  status: 204,
  async handle({ sessions }, caller) {
    await sessions.endOf(ownerOf(caller));
    return { body: undefined };
  },
});

export const SESSION_ROUTES: readonly Route[] = [list, end, endAll];
