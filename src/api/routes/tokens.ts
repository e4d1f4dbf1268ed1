import { z } from "zod";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import type { PersonOf } from "../people-names.ts";
import { personOfIn } from "../people-names.ts";
import { noSuch, unprocessable } from "../problem.ts";
import { defineRoute, type Route } from "../route.ts";
import { id, instant, person } from "../shapes/common.ts";
import { type ApiToken, makeToken, revokeToken, tokensSeenBy } from "../tokens.ts";

const MOST_DAYS = 3650;

const tokenShape = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(["admin", "member"]),
    member: person.nullable().describe("For whom it acts; null for the one that the operator set."),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: "ApiToken" });

function viewOf({ memberId, ...token }: ApiToken, personOf: PersonOf) {
  return { ...token, member: memberId === null ? null : personOf(memberId) };
}

const listApiTokens = defineRoute({
  method: "get",
  path: "/tokens",
  operationId: "listApiTokens",
  tag: "settings",
  summary: "List the API tokens: your own, as an admin all",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(tokenShape),
  async handle(deps, { member }, { query }) {
    const [tokens, personOf] = await Promise.all([
      tokensSeenBy(deps, member),
      personOfIn(deps, member.workspaceId),
    ]);
    const page = pageOfAll(tokens, query, (token) => token.id);
    return { body: { ...page, items: page.items.map((token) => viewOf(token, personOf)) } };
  },
});

const createApiToken = defineRoute({
  method: "post",
  path: "/tokens",
  operationId: "createApiToken",
  tag: "settings",
  summary: "Make an API token that acts for you",
  who: "member",
  status: 201,
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    role: z.enum(["admin", "member"]).default("member"),
    expiresInDays: z.number().int().min(1).max(MOST_DAYS).nullable().default(90),
  }),
  answer: tokenShape.extend({ token: z.string().describe("The token itself, shown this once.") }),
  async handle(deps, { member }, { body }) {
    const { name, role, expiresInDays } = body;
    if (role === "admin" && member.role !== "admin")
      throw unprocessable("A token may not do more than the one that makes it: choose the role member.");
    const expiresAt =
      expiresInDays === null ? null : new Date(deps.clock().getTime() + expiresInDays * 86_400_000);
    const { token, secret } = await makeToken(deps, member, { name, role, expiresAt });
    const personOf = await personOfIn(deps, member.workspaceId);
    return { body: { ...viewOf(token, personOf), token: secret } };
  },
});

const revokeApiToken = defineRoute({
  method: "delete",
  path: "/tokens/{tokenId}",
  operationId: "revokeApiToken",
  tag: "settings",
  summary: "End an API token for good",
  who: "member",
  params: z.strictObject({ tokenId: id }),
  status: 204,
  async handle(deps, { member }, { params }) {
    if (!(await revokeToken(deps, member, params.tokenId))) throw noSuch("token");
    return { body: undefined };
  },
});

export const TOKEN_ROUTES: readonly Route[] = [listApiTokens, createApiToken, revokeApiToken];
