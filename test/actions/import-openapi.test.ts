import { describe, expect, it } from "vitest";
import { type ActionDraft, importOpenApi } from "../../src/actions/index.ts";
import type { ImportedDocument, ImportOptions } from "../../src/actions/openapi/import-document.ts";
import { buildRequest } from "../../src/egress/index.ts";

async function imported(document: object | string, options: ImportOptions = {}): Promise<ImportedDocument> {
  const outcome = await importOpenApi(
    typeof document === "string" ? document : JSON.stringify(document),
    options,
  );
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome;
}

const openapi = (paths: object, rest: object = {}) => ({
  openapi: "3.0.3",
  info: { title: "Orders", version: "1.2" },
  servers: [{ url: "https://api.example.com/v1" }],
  paths,
  ...rest,
});

async function onlyAction(paths: object, rest: object = {}): Promise<ActionDraft> {
  const { operations } = await imported(openapi(paths, rest));
  expect(operations).toHaveLength(1);
  return operations[0] as ActionDraft;
}

function requestOf(action: ActionDraft, inputs: Parameters<typeof buildRequest>[2]) {
  const built = buildRequest("https://api.example.com/v1", action.request, inputs);
  if (!built.ok) throw new Error(`${built.where}: ${built.message}`);
  return built;
}

describe("C3: importing an OpenAPI 3 document", () => {
  it.each([
    ["/Your Pull Request", {}, "https://api.example.com/v1/Your%20Pull%20Request"],
    [
      "/groups/System.{at}/results/{at}",
      { at: "west" },
      "https://api.example.com/v1/groups/System.west/results/west",
    ],
    ["//openapi", {}, "https://api.example.com/v1/openapi"],
  ])("takes the odd path %s", async (path, inputs, url) => {
    const parameters = Object.keys(inputs).map((name) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    }));
    const action = await onlyAction({ [path]: { get: { parameters, responses: {} } } });
    expect(action.path).toBe(path);
    expect(requestOf(action, inputs).url).toBe(url);
  });

  it.each(["//evil.example/x", "//localhost:80/x", "///x", "/\\evil.example", "/a\tb"])(
    "leaves out the path %j",
    async (path) => {
      const { operations, report } = await imported(openapi({ [path]: { get: { responses: {} } } }));
      expect(operations).toEqual([]);
      expect(report.operations[0]?.leftOut).toBeDefined();
    },
  );

  it("reads title, version, base URL and an operation with its parameters", async () => {
    const outcome = await imported(
      openapi({
        "/orders": {
          parameters: [{ name: "shop", in: "header", schema: { type: "string" } }],
          get: {
            operationId: "listOrders",
            summary: "List orders",
            tags: ["orders"],
            parameters: [
              {
                name: "limit",
                in: "query",
                description: "Page size",
                schema: { type: "integer", maximum: 200 },
              },
              { name: "page", in: "query", schema: { type: "integer" } },
            ],
            responses: {},
          },
        },
      }),
    );
    expect(outcome).toMatchObject({
      title: "Orders",
      version: "1.2",
      baseUrls: ["https://api.example.com/v1"],
    });
    expect(outcome.operations[0]).toMatchObject({
      name: "list-orders",
      title: "List orders",
      method: "GET",
      effect: "read",
      tags: ["orders"],
      enabled: true,
      paging: { page: "page", size: { name: "limit", maximum: 200 } },
      inputSchema: {
        type: "object",
        properties: {
          limit: { type: "integer", maximum: 200, description: "Page size" },
          shop: { type: "string" },
        },
        additionalProperties: false,
      },
    });
    expect(outcome.report).toMatchObject({
      imported: 1,
      total: 1,
      operations: [{ name: "list-orders", warnings: [] }],
    });
  });

  it.each([
    [{ summary: "<b>List</b> orders" }, "List orders"],
    [{ description: "<p>Gives back a charge.</p>\n\n<p>More of it.</p>" }, "Gives back a charge."],
    [{ description: "<p>See <a href='https://x.example'>here</a>" }, "See here"],
    [{ description: `${"A long word, ".repeat(30)}.` }, /^A long word, .*…$/],
    [{}, "GET /x"],
  ])("gives %j a title of plain words", async (words, title) => {
    const { operations } = await imported(openapi({ "/x": { get: { ...words, responses: {} } } }));
    expect(operations[0]?.title).toMatch(title);
    expect(operations[0]?.title.length).toBeLessThanOrEqual(200);
  });

  it("tells the effect by the method alone", async () => {
    const operation = { "x-readOnly": true, responses: {} };
    const { operations } = await imported(
      openapi({
        "/a": { get: operation, head: operation, post: operation, patch: operation, delete: operation },
      }),
    );
    expect(operations.map(({ method, effect }) => `${method} ${effect}`).sort()).toEqual([
      "DELETE destroy",
      "GET read",
      "HEAD read",
      "PATCH write",
      "POST write",
    ]);
  });

  it("names operations without an operationId by method and path, and keeps names unique", async () => {
    const { operations } = await imported(
      openapi({
        "/orders": { get: { responses: {} }, post: { responses: {} } },
        "/orders/{id}": { get: { responses: {} }, delete: { operationId: "list_orders", responses: {} } },
        "/v2/orders": { get: { operationId: "listOrders", responses: {} } },
      }),
    );
    expect(operations.map(({ name }) => name)).toEqual([
      "list-orders",
      "create-orders",
      "get-orders-by-id",
      "list-orders-2",
      "list-orders-3",
    ]);
  });

  it("renames inputs that collide by their place, and sends each where it belongs", async () => {
    const action = await onlyAction({
      "/orders/{id}": {
        post: {
          parameters: [
            { name: "id", in: "query", schema: { type: "string" } },
            { name: "id", in: "path", required: true, schema: { type: "string" } },
            { name: "created[gte]", in: "query", schema: { type: "string" } },
          ],
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  required: ["id", "total"],
                  properties: {
                    id: { type: "integer" },
                    total: { type: "number" },
                    state: { type: "string", readOnly: true },
                  },
                },
              },
            },
          },
          responses: {},
        },
      },
    });
    expect(Object.keys(action.inputSchema["properties"] as object)).toEqual([
      "id",
      "query_id",
      "created_gte",
      "body_id",
      "total",
    ]);
    expect(action.inputSchema["required"]).toEqual(["id", "body_id", "total"]);
    const request = requestOf(action, {
      id: "A 1",
      query_id: "q",
      created_gte: "2026-01-01",
      body_id: 7,
      total: 9.5,
    });
    expect(request.url).toBe("https://api.example.com/v1/orders/A%201?id=q&created%5Bgte%5D=2026-01-01");
    expect(JSON.parse(request.body ?? "")).toEqual({ id: 7, total: 9.5 });
  });

  it("flattens allOf and alternatives of a body, where only what all alternatives require is required", async () => {
    const action = await onlyAction(
      {
        "/pay": {
          post: {
            requestBody: {
              required: true,
              content: { "application/json": { schema: { $ref: "#/components/schemas/Pay" } } },
            },
            responses: {},
          },
        },
      },
      {
        components: {
          schemas: {
            Base: { type: "object", required: ["amount"], properties: { amount: { type: "number" } } },
            Pay: {
              allOf: [{ $ref: "#/components/schemas/Base" }],
              oneOf: [
                {
                  type: "object",
                  required: ["card", "note"],
                  properties: { card: { type: "string" }, note: { type: "string" } },
                },
                {
                  type: "object",
                  required: ["iban", "note"],
                  properties: { iban: { type: "string" }, note: { type: "string" } },
                },
              ],
            },
          },
        },
      },
    );
    expect(Object.keys(action.inputSchema["properties"] as object).sort()).toEqual([
      "amount",
      "card",
      "iban",
      "note",
    ]);
    expect((action.inputSchema["required"] as string[]).sort()).toEqual(["amount", "note"]);
  });

  it("takes a body that is no object as one input", async () => {
    const schema = { type: "array", items: { type: "string" } };
    const action = await onlyAction({
      "/tags": {
        put: { requestBody: { required: true, content: { "application/json": { schema } } }, responses: {} },
      },
    });
    expect(action.inputSchema).toMatchObject({ properties: { body: schema }, required: ["body"] });
    expect(requestOf(action, { body: ["a", "b"] }).body).toBe('["a","b"]');
  });

  it("writes lists and objects into the query the way the document says", async () => {
    const list = { type: "array", items: { type: "string" } };
    const action = await onlyAction({
      "/search": {
        get: {
          parameters: [
            { name: "repeat", in: "query", schema: list },
            { name: "comma", in: "query", explode: false, schema: list },
            { name: "expand", in: "query", style: "deepObject", schema: list },
            { name: "filter", in: "query", style: "deepObject", schema: { type: "object" } },
          ],
          responses: {},
        },
      },
    });
    const { url } = requestOf(action, {
      repeat: ["a", "b"],
      comma: ["a", "b"],
      expand: ["x"],
      filter: { state: "open" },
    });
    expect(decodeURIComponent(new URL(url).search)).toBe(
      "?repeat=a&repeat=b&comma=a,b&expand[]=x&filter[state]=open",
    );
  });

  it("sends form-encoded and multipart bodies, and switches off what needs a body that cannot be sent", async () => {
    const schema = { type: "object", properties: { name: { type: "string" } } };
    const body = (type: string) => ({
      requestBody: { required: true, content: { [type]: { schema } } },
      responses: {},
    });
    const { operations, report } = await imported(
      openapi({
        "/form": { post: body("application/x-www-form-urlencoded") },
        "/upload": { post: body("multipart/form-data") },
        "/raw": { post: body("application/octet-stream") },
      }),
    );
    expect(operations.map(({ enabled }) => enabled)).toEqual([true, true, false]);
    expect(requestOf(operations[0] as ActionDraft, { name: "a b" }).body).toBe("name=a+b");
    const { body: sent, headers } = requestOf(operations[1] as ActionDraft, { name: "a b" });
    const form = await new Response(sent ?? "", { headers }).formData();
    expect(form.get("name")).toBe("a b");
    expect(report.operations[2]?.warnings.join()).toContain("application/octet-stream");
  });

  it("keeps an operation without its credential parameter and its reserved headers", async () => {
    const action = await onlyAction(
      {
        "/me": {
          get: {
            parameters: [
              { name: "api_key", in: "query", required: true, schema: { type: "string" } },
              { name: "Authorization", in: "header", required: true, schema: { type: "string" } },
              { name: "X-Forwarded-For", in: "header", schema: { type: "string" } },
            ],
            responses: {},
          },
        },
      },
      { components: { securitySchemes: { key: { type: "apiKey", in: "query", name: "api_key" } } } },
    );
    expect(action.inputSchema["properties"]).toEqual({});
    expect(requestOf(action, {}).url).toBe("https://api.example.com/v1/me");
  });

  it("tells which fields of the records hold dates and money", async () => {
    const order = {
      type: "object",
      properties: {
        id: { type: "string" },
        created_at: { type: "string", format: "date-time" },
        total_amount: { type: "number" },
      },
    };
    const action = await onlyAction({
      "/orders": {
        get: {
          responses: {
            200: {
              description: "",
              content: {
                "application/json": {
                  schema: { type: "object", properties: { data: { type: "array", items: order } } },
                },
              },
            },
          },
        },
      },
    });
    expect(action.results).toMatchObject({
      recordsAt: "data",
      dates: ["created_at"],
      money: ["total_amount"],
    });
    expect(action.results?.shape).toMatchObject({ data: [{ created_at: "string" }] });
  });

  it("converts nullable, exclusive bounds, odd types and unknown keywords to JSON Schema 2020-12", async () => {
    const schema = {
      type: "object",
      properties: {
        a: { type: "string", nullable: true, enum: ["x", "x", "y"], example: "x" },
        b: { type: "number", minimum: 0, exclusiveMinimum: true },
        c: { type: "datetime", "x-internal": true },
        d: { type: "array", items: [{ type: "string" }] },
        example: { type: "boolean" },
      },
    };
    const action = await onlyAction({
      "/a": { post: { requestBody: { content: { "application/json": { schema } } }, responses: {} } },
    });
    expect(action.inputSchema["properties"]).toEqual({
      a: { type: ["string", "null"], enum: ["x", "y", null] },
      b: { type: "number", exclusiveMinimum: 0 },
      c: { type: "string" },
      d: { type: "array", prefixItems: [{ type: "string" }] },
      example: { type: "boolean" },
    });
  });

  it("keeps only definitions that are reached, and a definition of itself as a reference", async () => {
    const action = await onlyAction(
      {
        "/tree": {
          post: {
            requestBody: {
              content: { "application/json": { schema: { $ref: "#/components/schemas/Tree" } } },
            },
            responses: {},
          },
        },
      },
      {
        components: {
          schemas: {
            Tree: { type: "object", properties: { child: { $ref: "#/components/schemas/Node" } } },
            Node: { type: "object", properties: { next: { $ref: "#/components/schemas/Node" } } },
            Unused: { type: "object" },
          },
        },
      },
    );
    expect(action.inputSchema["properties"]).toEqual({ child: { $ref: "#/$defs/Node" } });
    expect(action.inputSchema["$defs"]).toEqual({
      Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } },
    });
  });

  it("cuts a huge schema at its far end and says so", async () => {
    const wide = (depth: number): object => ({
      type: "object",
      properties: Object.fromEntries(
        ["a", "b", "c", "d", "e", "f"].map((name) => [
          name,
          depth > 0 ? wide(depth - 1) : { type: "string" },
        ]),
      ),
    });
    const outcome = await imported(
      openapi({
        "/wide": {
          post: { requestBody: { content: { "application/json": { schema: wide(5) } } }, responses: {} },
        },
      }),
    );
    expect(JSON.stringify(outcome.operations[0]?.inputSchema).length).toBeLessThan(32_000);
    expect(Object.keys(outcome.operations[0]?.inputSchema["properties"] as object)).toHaveLength(6);
    expect(outcome.report.operations[0]?.warnings.join()).toContain("very large");
  });

  it("reads a query in a path key, whether fixed or with placeholders", async () => {
    const action = await onlyAction({
      "/?Action=Find&user={id}": {
        get: {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
          responses: {},
        },
      },
    });
    expect(requestOf(action, { user: 5 }).url).toBe("https://api.example.com/v1/?Action=Find&user=5");
  });

  it("switches off an operation that lives on another server", async () => {
    const { operations } = await imported(
      openapi({ "/up": { post: { servers: [{ url: "https://uploads.example.net" }], responses: {} } } }),
    );
    expect(operations[0]?.enabled).toBe(false);
  });

  it("fills server variables with their defaults and resolves relative servers against the document's URL", async () => {
    const variables = { region: { default: "eu" } };
    const servers = [
      { url: "https://{region}.example.com/", variables },
      { url: "/api/v2" },
      { url: "https://{host}/x" },
    ];
    const outcome = await imported(openapi({}, { servers }), {
      documentUrl: "https://docs.example.com/openapi.json",
    });
    expect(outcome.baseUrls).toEqual(["https://eu.example.com", "https://docs.example.com/api/v2"]);
  });

  it("says why there is nothing to call in a document that has only webhooks", async () => {
    const outcome = await imported({ openapi: "3.1.0", info: {}, webhooks: { paid: { post: {} } } });
    expect(outcome.operations).toEqual([]);
    expect(outcome.report.warnings.join()).toContain("webhooks");
  });
});

describe("C3: importing a Swagger 2.0 document", () => {
  const swagger = (paths: object, rest: object = {}) => ({
    swagger: "2.0",
    info: { title: "Old", version: "1" },
    host: "api.example.com",
    basePath: "/v1",
    schemes: ["http", "https"],
    paths,
    ...rest,
  });

  it("prefers https and joins host and base path", async () => {
    const outcome = await imported(swagger({}));
    expect(outcome.baseUrls).toEqual(["https://api.example.com/v1", "http://api.example.com/v1"]);
  });

  it("reads body and form parameters into inputs and collection formats into the query", async () => {
    const { operations } = await imported(
      swagger({
        "/orders": {
          get: {
            parameters: [
              {
                name: "ids",
                in: "query",
                type: "array",
                items: { type: "integer" },
                collectionFormat: "csv",
              },
            ],
            responses: {},
          },
          post: {
            parameters: [
              {
                name: "order",
                in: "body",
                required: true,
                schema: { type: "object", required: ["sku"], properties: { sku: { type: "string" } } },
              },
            ],
            responses: {},
          },
          put: {
            consumes: ["application/x-www-form-urlencoded"],
            parameters: [
              { name: "state", in: "formData", required: true, type: "string", enum: ["open", "closed"] },
            ],
            responses: {},
          },
        },
      }),
    );
    const byMethod = new Map(operations.map((action) => [action.method, action]));
    expect(requestOf(byMethod.get("GET") as ActionDraft, { ids: [1, 2] }).url).toContain("?ids=1,2");
    expect(requestOf(byMethod.get("POST") as ActionDraft, { sku: "x" }).body).toBe('{"sku":"x"}');
    expect(requestOf(byMethod.get("PUT") as ActionDraft, { state: "open" }).body).toBe("state=open");
    expect(byMethod.get("PUT")?.inputSchema).toMatchObject({ required: ["state"] });
  });

  it("suggests the auth method the document requires", async () => {
    const securityDefinitions = {
      key: { type: "apiKey", in: "header", name: "X-Key" },
      login: {
        type: "oauth2",
        flow: "accessCode",
        authorizationUrl: "https://a.example.com/o",
        tokenUrl: "https://a.example.com/t",
        scopes: { read: "" },
      },
    };
    const byKey = await imported(swagger({}, { securityDefinitions }));
    expect(byKey.auth).toEqual({ method: "api_key", in: "header", name: "X-Key" });
    const byLogin = await imported(swagger({}, { securityDefinitions, security: [{ login: ["read"] }] }));
    expect(byLogin.auth).toMatchObject({
      method: "oauth2",
      tokenUrl: "https://a.example.com/t",
      scopes: ["read"],
    });
  });
});

describe("C3: documents that are large or odd", () => {
  it("reads YAML", async () => {
    const outcome = await imported(
      "openapi: 3.1.0\ninfo:\n  title: Y\n  version: '1'\npaths:\n  /x:\n    get:\n      summary: X\n      responses: {}\n",
    );
    expect(outcome.operations[0]).toMatchObject({ name: "list-x", title: "X" });
  });

  it("reads a large document in a worker while this thread goes on", async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 1500 }, (_, at) => [
        `/things-${at}/{id}`,
        { get: { operationId: `getThing${at}`, description: "x".repeat(400), responses: {} } },
      ]),
    );
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    const outcome = await imported(openapi(paths));
    clearInterval(timer);
    expect(outcome.operations).toHaveLength(1500);
    expect(ticks).toBeGreaterThan(5);
  });

  it("imports the other operations when one is broken, and says why that one was left out", async () => {
    const { operations, report } = await imported(
      openapi({ "no-slash": { get: { responses: {} } }, "/fine": { get: { responses: {} } } }),
    );
    expect(operations.map(({ path }) => path)).toEqual(["/fine"]);
    expect(report.operations[0]?.leftOut).toContain("does not start with /");
  });

  it.each([
    ["", "empty"],
    ["just words", "not_an_object"],
    ['{"hello":"world"}', "not_openapi"],
    ['{"openapi":"3.0.0",', "not_json_or_yaml"],
    ["a: [1\nb: }", "not_json_or_yaml"],
  ])("refuses %j with a reason: %s", async (text, reason) => {
    expect(await importOpenApi(text)).toMatchObject({ ok: false, reason });
  });
});
