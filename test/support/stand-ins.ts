/** The providers that have no emulator, strictly as they are documented. */
import { CLIENT, type EmulatedProvider, known } from "./providers.ts";
import { type Documented, type Reply, type StrictProvider, startStrictProvider } from "./strict-provider.ts";

export interface StandIn extends EmulatedProvider {
  /** The requests that its API answered, as `GET /v1/pages/p1`. */
  readonly seen: readonly string[];
}

/** The catalogue's provider at the addresses of its stand-in. */
async function standIn(
  id: string,
  documented: Omit<Documented, "client" | "scopes"> & { readonly scopes?: readonly string[] },
): Promise<StandIn> {
  const catalogued = known(id);
  const scopes = documented.scopes ?? catalogued.scopes.map((scope) => scope.id);
  const peer: StrictProvider = await startStrictProvider({ ...documented, client: CLIENT, scopes });
  const { server } = catalogued;
  const { revocation } = server;
  const below = peer.url;
  return {
    url: below,
    provider: {
      ...catalogued,
      baseUrl: below,
      allowPrivateNetwork: true,
      server: {
        ...server,
        ...(server.issuer ? { issuer: below } : {}),
        authorizationUrl: below + new URL(server.authorizationUrl).pathname,
        tokenUrl: below + new URL(server.tokenUrl).pathname,
        ...(revocation
          ? { revocation: { ...revocation, url: below + new URL(revocation.url).pathname } }
          : {}),
      },
    },
    consent: peer.consent,
    goodTokens: peer.goodTokens,
    seen: peer.seen,
    close: peer.close,
  };
}

const hasAll = (body: unknown, ...names: string[]) =>
  typeof body === "object" && body !== null && names.every((name) => Object.hasOwn(body, name));
const invalid = (what: string): Reply => [400, { message: `not as documented: ${what}` }];

/** Notion: JSON and Basic at its token URL, no PKCE, no scopes, and a version with every request. */
export function startNotion(redirectUris: readonly string[]): Promise<StandIn> {
  const page = { object: "page", id: "p1", properties: { title: "Launch plan" }, archived: false };
  const rows: unknown[] = [page];
  const list = (results: readonly unknown[]) => ({
    object: "list",
    results,
    has_more: false,
    next_cursor: null,
  });
  return standIn("notion", {
    redirectUris,
    ...{ authorizePath: "/v1/oauth/authorize", tokenPath: "/v1/oauth/token" },
    parameters: { owner: "user" },
    ...{ pkce: "unknown", clientAuth: "basic", requests: "json" },
    granted: () => ({
      token_type: "bearer",
      bot_id: "b1",
      workspace_name: "Acme",
      workspace_icon: null,
      owner: { type: "user", user: { name: "Ada" } },
      duplicated_template_id: null,
    }),
    revocation: { path: "/v1/oauth/revoke", requests: "json", members: ["token"], clientAuth: "basic" },
    headers: { "Notion-Version": "2022-06-28" },
    refusal: { object: "error", status: 401, code: "unauthorized", message: "API token is invalid." },
    api: {
      "GET /v1/users/me": () => [200, { object: "user", type: "bot", bot: { workspace_name: "Acme" } }],
      "GET /v1/users": () => [200, list([{ id: "u1", type: "person", name: "Ada" }])],
      "POST /v1/search": ({ body }) => [200, list(hasAll(body, "query") ? [page] : rows)],
      "GET /v1/pages/{page}": ({ path }) => (path["page"] === "p1" ? [200, page] : [404, {}]),
      "GET /v1/blocks/{block}/children": () => [200, list([{ type: "paragraph", text: "Begin on Monday" }])],
      "GET /v1/databases/{database}": () => [200, { object: "database", properties: { Name: {} } }],
      "POST /v1/databases/{database}/query": () => [200, list(rows)],
      "POST /v1/pages": ({ body }) => {
        if (!hasAll(body, "parent", "properties")) return invalid("parent, properties");
        rows.push(body);
        return [200, { ...page, id: "p2" }];
      },
      "PATCH /v1/pages/{page}": ({ body }) => [200, { ...page, ...(body as object) }],
    },
  });
}

/** HubSpot: the client in the form, scopes as a list under another name, and an end of its refresh token. */
export function startHubSpot(redirectUris: readonly string[]): Promise<StandIn> {
  const contacts = [
    { id: "1", properties: { email: "grace@example.test", firstname: "Grace" } },
    { id: "2", properties: { email: "alan@example.test", firstname: "Alan" } },
  ];
  const deal = { id: "9", properties: { dealname: "Fleet", amount: "1200.50" } };
  return standIn("hubspot", {
    redirectUris,
    ...{ authorizePath: "/oauth/authorize", tokenPath: "/oauth/v3/token" },
    ...{ pkce: "S256", clientAuth: "post", requests: "form" },
    granted: (scopes) => ({ token_type: "bearer", expires_in: 1800, hub_id: 62_515, scopes }),
    revocation: {
      path: "/oauth/v3/token/revoke",
      ...{ requests: "form", members: ["token", "token_type_hint"], clientAuth: "post" },
    },
    refusal: { status: "error", message: "The OAuth token is not valid", category: "INVALID_AUTHENTICATION" },
    api: {
      "GET /account-info/v3/details": () => [200, { portalId: 62_515, uiDomain: "app.hubspot.com" }],
      "GET /crm/v3/objects/contacts": () => [200, { results: contacts }],
      "GET /crm/v3/objects/contacts/{id}": ({ path }) => {
        const found = contacts.find(({ id }) => id === path["id"]);
        return found ? [200, found] : [404, { status: "error", category: "OBJECT_NOT_FOUND" }];
      },
      "POST /crm/v3/objects/contacts/search": ({ body }) => {
        const words = String((body as { query?: unknown } | undefined)?.query ?? "");
        const results = contacts.filter((one) => JSON.stringify(one).includes(words));
        return [200, { total: results.length, results }];
      },
      "POST /crm/v3/objects/contacts": ({ body, grantedScopes }) => {
        if (!grantedScopes.includes("crm.objects.contacts.write"))
          return [403, { status: "error", category: "MISSING_SCOPES" }];
        if (!hasAll(body, "properties")) return invalid("properties");
        const made = {
          id: String(contacts.length + 1),
          ...(body as { properties: (typeof contacts)[0]["properties"] }),
        };
        contacts.push(made);
        return [201, made];
      },
      "PATCH /crm/v3/objects/contacts/{id}": ({ body }) => [200, { id: "1", ...(body as object) }],
      "GET /crm/v3/objects/companies": () => [200, { results: [{ id: "5", properties: { name: "Acme" } }] }],
      "GET /crm/v3/objects/deals": () => [200, { results: [deal] }],
      "POST /crm/v3/objects/deals/search": () => [200, { total: 1, results: [deal] }],
      "PATCH /crm/v3/objects/deals/{id}": ({ body }) => [200, { ...deal, ...(body as object) }],
      "GET /crm/v3/owners": () => [
        200,
        { results: [{ id: "7", email: "ada@example.test", firstName: "Ada", lastName: "L", teams: [] }] },
      ],
    },
  });
}

/** Google's consent in front of the API of Sheets. */
export function startGoogleSheets(redirectUris: readonly string[]): Promise<StandIn> {
  const cells: unknown[][] = [
    ["month", "sales"],
    ["May", "120"],
  ];
  return standIn("google-sheets", {
    redirectUris,
    ...{ authorizePath: "/o/oauth2/v2/auth", tokenPath: "/token" },
    parameters: { access_type: "offline", prompt: "consent" },
    ...{ pkce: "S256", clientAuth: "post", requests: "form" },
    granted: (scopes) => ({ token_type: "Bearer", expires_in: 3599, scope: scopes.join(" ") }),
    revocation: { path: "/revoke", requests: "form", members: ["token"], clientAuth: "none" },
    refusal: { error: { code: 401, status: "UNAUTHENTICATED" } },
    api: {
      "GET /v4/spreadsheets/{sheet}": ({ path }) =>
        path["sheet"] === "s1" ? [200, { spreadsheetId: "s1", sheets: [{ title: "Sales" }] }] : [404, {}],
      "GET /v4/spreadsheets/{sheet}/values/{range}": ({ path }) => [
        200,
        { range: path["range"], majorDimension: "ROWS", values: cells },
      ],
      "POST /v4/spreadsheets/{sheet}/values/{range}:append": ({ body, query, grantedScopes }) => {
        if (!grantedScopes.some((one) => one.endsWith("/auth/spreadsheets"))) return [403, {}];
        if (!["RAW", "USER_ENTERED"].includes(query["valueInputOption"] ?? ""))
          return invalid("valueInputOption");
        const { values } = body as { values: unknown[][] };
        cells.push(...values);
        return [200, { updates: { updatedRows: values.length } }];
      },
      "PUT /v4/spreadsheets/{sheet}/values/{range}": () => [200, { updatedCells: 1 }],
      "POST /v4/spreadsheets": () => [200, { spreadsheetId: "s2" }],
    },
  });
}

const CLOUD_ID = "11223344-a1b2-4c3d-8e9f-001122334455";

/** Atlassian's consent and one site of Jira, whose address is asked for after the consent. */
export function startJira(redirectUris: readonly string[]): Promise<StandIn> {
  const at = `/ex/jira/${CLOUD_ID}/rest/api/3`;
  const issue = { id: "1", key: "OPS-7", fields: { summary: "Broken checkout", status: { name: "To Do" } } };
  return standIn("jira", {
    redirectUris,
    ...{ authorizePath: "/authorize", tokenPath: "/oauth/token" },
    parameters: { audience: "api.atlassian.com", prompt: "consent" },
    ...{ pkce: "S256", clientAuth: "post", requests: "form" },
    granted: (scopes) => ({ token_type: "Bearer", expires_in: 3600, scope: scopes.join(" ") }),
    refusal: { code: 401, message: "Unauthorized" },
    api: {
      "GET /oauth/token/accessible-resources": () => [
        200,
        [{ id: CLOUD_ID, url: "https://acme.atlassian.net", name: "acme", scopes: [] }],
      ],
      [`GET ${at}/myself`]: () => [200, { emailAddress: "ada@example.test" }],
      [`GET ${at}/project/search`]: () => [
        200,
        { isLast: true, values: [{ id: "1", key: "OPS", name: "Operations" }] },
      ],
      [`GET ${at}/search/jql`]: ({ query }) =>
        query["jql"] ? [200, { isLast: true, issues: [issue] }] : invalid("jql"),
      [`GET ${at}/issue/{key}`]: ({ path }) => (path["key"] === "OPS-7" ? [200, issue] : [404, {}]),
      [`POST ${at}/issue`]: ({ body }) =>
        hasAll(body, "fields") ? [201, { id: "2", key: "OPS-8" }] : invalid("fields"),
      [`PUT ${at}/issue/{key}`]: () => [204, undefined],
      [`POST ${at}/issue/{key}/comment`]: () => [201, { id: "c1" }],
      [`GET ${at}/issue/{key}/transitions`]: () => [
        200,
        { transitions: [{ id: "31", name: "Finish", to: { name: "Done" } }] },
      ],
      [`POST ${at}/issue/{key}/transitions`]: () => [204, undefined],
    },
  });
}
