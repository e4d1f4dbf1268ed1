import type { Provider } from "./provider.ts";

const LIST = { limit: "integer", after: "text", properties: "text" } as const;

/** HubSpot's CRM, by a public app. https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide */
export const hubspot: Provider = {
  id: "hubspot",
  name: "HubSpot",
  icon: "people",
  about: "Contacts, companies, deals and owners",
  baseUrl: "https://api.hubapi.com",
  server: {
    authorizationUrl: "https://app.hubspot.com/oauth/authorize",
    tokenUrl: "https://api.hubapi.com/oauth/v3/token",
    clientAuth: "post",
    quirks: { scopeMember: "scopes" },
    revocation: {
      url: "https://api.hubapi.com/oauth/v3/token/revoke",
      method: "POST",
      encoding: "form",
      fields: { token: "{{refresh_token}}", token_type_hint: "refresh_token" },
      clientAuth: "same",
    },
  },
  registration: {
    url: "https://app.hubspot.com/developer",
    hint: "Create an app and, under Auth, add the redirect URL below and the same scopes as you choose here.",
  },
  scopes: [
    { id: "oauth", words: "Know which account it is", preset: true },
    { id: "crm.objects.contacts.read", words: "Read contacts", preset: true },
    { id: "crm.objects.contacts.write", words: "Add and change contacts", preset: false },
    { id: "crm.objects.companies.read", words: "Read companies", preset: true },
    { id: "crm.objects.companies.write", words: "Add and change companies", preset: false },
    { id: "crm.objects.deals.read", words: "Read deals", preset: true },
    { id: "crm.objects.deals.write", words: "Add and change deals", preset: false },
    { id: "crm.objects.owners.read", words: "Read who owns what", preset: true },
  ],
  whoAmI: { path: "/account-info/v3/details", names: ["portalId"] },
  specUrl: "https://api.hubspot.com/public/api/spec/v1/specs",
  actions: [
    {
      id: "list-contacts",
      call: "GET /crm/v3/objects/contacts",
      summary: "Contacts; properties are names with commas between",
      query: LIST,
    },
    { id: "get-contact", call: "GET /crm/v3/objects/contacts/{contactId}", summary: "One contact" },
    {
      id: "search-contacts",
      call: "POST /crm/v3/objects/contacts/search",
      summary: "Searches contacts by any word",
      isRead: true,
      body: { query: "text!", limit: "integer", properties: "texts" },
    },
    {
      id: "create-contact",
      call: "POST /crm/v3/objects/contacts",
      summary: "Adds a contact",
      body: { properties: "object!" },
    },
    {
      id: "update-contact",
      call: "PATCH /crm/v3/objects/contacts/{contactId}",
      summary: "Changes a contact",
      body: { properties: "object!" },
    },
    { id: "list-companies", call: "GET /crm/v3/objects/companies", summary: "Companies", query: LIST },
    { id: "list-deals", call: "GET /crm/v3/objects/deals", summary: "Deals", query: LIST },
    {
      id: "search-deals",
      call: "POST /crm/v3/objects/deals/search",
      summary: "Searches deals by any word",
      isRead: true,
      body: { query: "text!", limit: "integer", properties: "texts" },
    },
    {
      id: "update-deal",
      call: "PATCH /crm/v3/objects/deals/{dealId}",
      summary: "Changes a deal, its stage for example",
      body: { properties: "object!" },
    },
    {
      id: "list-owners",
      call: "GET /crm/v3/owners",
      summary: "People who own records",
      query: { limit: "integer", after: "text" },
      output: {
        id: "results[*].id",
        email: "results[*].email",
        firstName: "results[*].firstName",
        lastName: "results[*].lastName",
      },
    },
  ],
};
