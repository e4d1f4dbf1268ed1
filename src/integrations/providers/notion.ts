import type { Provider } from "./provider.ts";

/** Notion, by a public connection. https://developers.notion.com/docs/authorization */
export const notion: Provider = {
  id: "notion",
  name: "Notion",
  icon: "page",
  about: "Pages, databases and comments",
  baseUrl: "https://api.notion.com",
  server: {
    authorizationUrl: "https://api.notion.com/v1/oauth/authorize",
    tokenUrl: "https://api.notion.com/v1/oauth/token",
    clientAuth: "basic",
    authorizationParameters: { owner: "user" },
    quirks: { jsonRequests: true, noPkce: true },
    revocation: {
      url: "https://api.notion.com/v1/oauth/revoke",
      method: "POST",
      encoding: "json",
      fields: { token: "{{access_token}}" },
      clientAuth: "basic",
    },
  },
  registration: {
    url: "https://www.notion.so/profile/integrations",
    hint: "New integration of the type “Public”, with the redirect URI below. What it may read and write is set there, under Capabilities.",
  },
  scopes: [],
  access: "The pages and databases that you choose on Notion's own page",
  headers: { "Notion-Version": "2022-06-28" },
  whoAmI: { path: "/v1/users/me", names: ["bot.workspace_name", "bot.owner.user.name", "name"] },
  specUrl: "https://developers.notion.com/openapi.json",
  actions: [
    {
      id: "search",
      call: "POST /v1/search",
      summary: "Searches the pages and databases that Chief may see",
      isRead: true,
      body: { query: "text", filter: "object", page_size: "integer", start_cursor: "text" },
    },
    { id: "get-page", call: "GET /v1/pages/{page_id}", summary: "The properties of a page" },
    {
      id: "get-page-content",
      call: "GET /v1/blocks/{block_id}/children",
      summary: "The blocks of a page; the id of the page is its first block_id",
      query: { page_size: "integer", start_cursor: "text" },
    },
    { id: "get-database", call: "GET /v1/databases/{database_id}", summary: "The columns of a database" },
    {
      id: "query-database",
      call: "POST /v1/databases/{database_id}/query",
      summary: "Rows of a database, filtered and sorted",
      isRead: true,
      body: { filter: "object", page_size: "integer", start_cursor: "text" },
    },
    {
      id: "create-page",
      call: "POST /v1/pages",
      summary: "Makes a page, or a row of a database",
      body: { parent: "object!", properties: "object!" },
    },
    {
      id: "update-page",
      call: "PATCH /v1/pages/{page_id}",
      summary: "Changes the properties of a page, or archives it",
      body: { properties: "object", archived: "boolean" },
    },
    {
      id: "list-users",
      call: "GET /v1/users",
      summary: "People and bots of the workspace",
      query: { page_size: "integer", start_cursor: "text" },
      output: { id: "results[*].id", type: "results[*].type", name: "results[*].name" },
    },
  ],
};
