import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import { defineRoute, type Route } from "./route.ts";

const DESCRIPTION = `Chief as a REST API: everything that its dashboard does.

Send a token as \`Authorization: Bearer <token>\`; make one on the dashboard under Settings. What it may do is what its
member may do, and no more than its role says. Lists come in pages: send \`nextCursor\` back as \`cursor\`. A request that
is not served is answered with problem+json (RFC 9457), whose \`errors\` say what is wrong and what would be accepted.`;

const TAGS: Readonly<Record<string, string>> = {
  runs: "Requests in plain words, and what came of them.",
  integrations: "The APIs that are connected.",
  actions: "What the integrations can do.",
  approvals: "Questions to people about one exact request.",
  rules: "What happens with calls without anybody being asked, and whom to ask.",
  skills: "What was saved to be done again.",
  schedules: "Requests that are made again and again.",
  activity: "Every call ever made.",
  people: "Members, and the groups that are asked for approvals.",
  settings: "How this Chief is set up, and the tokens of this API.",
};

/** The route that gives the description of the others, and of itself. */
export function documentRoute(routes: readonly Route[]): Route {
  let made: JsonObject | undefined;
  const route: Route = defineRoute({
    method: "get",
    path: "/openapi.json",
    operationId: "getOpenApiDocument",
    tag: "settings",
    summary: "This description",
    who: "anyone",
    answer: z.looseObject({ openapi: z.string() }),
    async handle({ publicUrl }) {
      made ??= openApiDocument([...routes, route], publicUrl);
      return { body: made as JsonObject & { openapi: string } };
    },
  });
  return route;
}

/** The OpenAPI 3.1 document of `routes`, made of the schemas that check them. */
function openApiDocument(routes: readonly Route[], publicUrl: string): JsonObject {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method] = operationOf(route, schemas);
    paths[route.path] = path;
  }
  return {
    openapi: "3.1.0",
    info: { title: "Chief", version: "1", description: DESCRIPTION },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ token: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...schemas, Problem: schemaOf(PROBLEM, "output", schemas) },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: { Problem: problemResponse() },
    },
  };
}

const PROBLEM = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe("What is wrong, and what would be accepted."),
  code: z.string().describe("`room.reason`, to switch on."),
  errors: z
    .array(
      z.object({
        in: z.enum(["body", "query", "path", "header"]),
        field: z.string(),
        detail: z.string(),
      }),
    )
    .optional(),
  reference: z.string().optional().describe("Names the lines of Chief's log."),
});

function problemResponse(): JsonObject {
  return {
    description: "The request was not served; the problem says why.",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}

function operationOf(route: Route, schemas: Record<string, Json>): JsonObject {
  const { operationId, tag, summary, who, body, isIdempotent } = route;
  const parameters = [
    ...parametersOf(route.params, "path", schemas),
    ...parametersOf(route.query, "query", schemas),
    ...(isIdempotent ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId,
    tags: [tag],
    summary,
    ...(who === "anyone" ? { security: [] } : {}),
    ...(who === "admin" ? { description: "For admins." } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBodyOf(body, schemas) } : {}),
    responses: {
      [route.status]: responseOf(route, schemas),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "Any text of your own: sent again with the same one, nothing is begun again, and the answer is that of the first time.",
  schema: { type: "string", maxLength: 255 },
};

function requestBodyOf(body: z.ZodType, schemas: Record<string, Json>): JsonObject {
  const content = { "application/json": { schema: schemaOf(body, "input", schemas) } };
  return { required: !body.safeParse(undefined).success, content };
}

function responseOf({ answer, textTypes = [], summary }: Route, schemas: Record<string, Json>): JsonObject {
  const texts = textTypes.map((type) => [type, { schema: { type: "string" } }]);
  const json = answer ? [["application/json", { schema: schemaOf(answer, "output", schemas) }]] : [];
  const content = Object.fromEntries([...json, ...texts]) as JsonObject;
  return { description: summary, ...(Object.keys(content).length > 0 ? { content } : {}) };
}

function parametersOf(
  object: z.ZodObject | undefined,
  place: "path" | "query",
  schemas: Record<string, Json>,
): JsonObject[] {
  return Object.entries(object?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema as z.ZodType, "input", schemas);
    const required = place === "path" || !(schema as z.ZodType).safeParse(undefined).success;
    return { name, in: place, required, ...(description ? { description } : {}), schema: rest };
  });
}

/** The JSON Schema of what a schema takes or gives. Those that have an id are put among `schemas`, and referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Record<string, Json>): JsonObject {
  const made = z.toJSONSchema(schema, { io, unrepresentable: "any", override: writeDates });
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { $defs, $schema: _, ...own } = JSON.parse(text) as JsonObject;
  if (isJsonObject($defs ?? null)) Object.assign(schemas, $defs);
  return own;
}

/** Answers hold instants, which JSON writes as ISO 8601. */
function writeDates({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
}
