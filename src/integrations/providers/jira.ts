import type { Provider } from "./provider.ts";

/**
 * Jira Cloud, by OAuth 2.0 (3LO): the API of each site is behind one address, under the site's cloud id.
 * https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 */
export const jira: Provider = {
  id: "jira",
  name: "Jira",
  icon: "board",
  about: "Issues, projects and searches by JQL",
  baseUrl: "https://api.atlassian.com",
  server: {
    authorizationUrl: "https://auth.atlassian.com/authorize",
    tokenUrl: "https://auth.atlassian.com/oauth/token",
    clientAuth: "post",
    authorizationParameters: { audience: "api.atlassian.com", prompt: "consent" },
    quirks: { deadGrantCodes: ["unauthorized_client"] },
  },
  registration: {
    url: "https://developer.atlassian.com/console/myapps/",
    hint: "Create an OAuth 2.0 integration, set the callback URL below under Authorization, and add the Jira API under Permissions with the scopes that you choose here.",
  },
  scopes: [
    { id: "read:jira-work", words: "Read issues, comments and projects", preset: true },
    { id: "write:jira-work", words: "Open, change and comment issues", preset: false },
    { id: "read:jira-user", words: "Read people", preset: true },
    { id: "offline_access", words: "Stay connected without asking you each hour", preset: true },
  ],
  whoAmI: { path: "/rest/api/3/myself", names: ["emailAddress", "displayName"] },
  site: { path: "/oauth/token/accessible-resources", id: "id", basePath: "/ex/jira/{{id}}" },
  specUrl: "https://developer.atlassian.com/cloud/jira/platform/swagger-v3.v3.json",
  actions: [
    { id: "get-me", call: "GET /rest/api/3/myself", summary: "Whose account Chief uses" },
    {
      id: "search-issues",
      call: "GET /rest/api/3/search/jql",
      summary: "Searches issues by JQL such as project = OPS AND status != Done",
      query: { jql: "text!", fields: "text", maxResults: "integer", nextPageToken: "text" },
    },
    {
      id: "get-issue",
      call: "GET /rest/api/3/issue/{issueIdOrKey}",
      summary: "One issue, by its key such as OPS-7",
      query: { fields: "text" },
    },
    {
      id: "create-issue",
      call: "POST /rest/api/3/issue",
      summary: "Opens an issue: fields hold project, issuetype and summary",
      body: { fields: "object!" },
    },
    {
      id: "update-issue",
      call: "PUT /rest/api/3/issue/{issueIdOrKey}",
      summary: "Changes fields of an issue",
      body: { fields: "object!" },
    },
    {
      id: "comment-on-issue",
      call: "POST /rest/api/3/issue/{issueIdOrKey}/comment",
      summary: "Comments on an issue; body is a document in Atlassian's format",
      body: { body: "object!" },
    },
    {
      id: "list-transitions",
      call: "GET /rest/api/3/issue/{issueIdOrKey}/transitions",
      summary: "The states that an issue can go to",
      output: { id: "transitions[*].id", name: "transitions[*].name", to: "transitions[*].to.name" },
    },
    {
      id: "transition-issue",
      call: "POST /rest/api/3/issue/{issueIdOrKey}/transitions",
      summary: "Moves an issue to another state",
      body: { transition: "object!" },
    },
    {
      id: "list-projects",
      call: "GET /rest/api/3/project/search",
      summary: "Projects",
      query: { query: "text", startAt: "integer", maxResults: "integer" },
      output: { id: "values[*].id", key: "values[*].key", name: "values[*].name" },
    },
  ],
};
