import type { Provider } from "./provider.ts";

/** GitHub, by an OAuth app. https://docs.github.com/en/apps/oauth-apps */
export const github: Provider = {
  id: "github",
  name: "GitHub",
  icon: "branch",
  about: "Repositories, issues, pull requests and searches",
  baseUrl: "https://api.github.com",
  server: {
    authorizationUrl: "https://github.com/login/oauth/authorize",
    tokenUrl: "https://github.com/login/oauth/access_token",
    clientAuth: "post",
    quirks: { form: true, commaScopes: true, deadGrantCodes: ["bad_refresh_token"] },
    revocation: {
      url: "https://api.github.com/applications/{{client_id}}/grant",
      method: "DELETE",
      encoding: "json",
      fields: { access_token: "{{access_token}}" },
      clientAuth: "basic",
    },
  },
  registration: {
    url: "https://github.com/settings/developers",
    hint: "New OAuth app. Any homepage will do; the authorization callback URL must be the one below.",
  },
  scopes: [
    {
      id: "repo",
      words: "Read and change code, issues and pull requests, also in private repositories",
      preset: true,
    },
    { id: "read:user", words: "Read your profile", preset: true },
    { id: "read:org", words: "Read your organisations and teams", preset: true },
    { id: "workflow", words: "Change the workflows of GitHub Actions", preset: false },
    { id: "gist", words: "Write gists", preset: false },
    { id: "notifications", words: "Read your notifications", preset: false },
  ],
  whoAmI: { path: "/user", names: ["login", "name"] },
  actions: [
    { id: "get-me", call: "GET /user", summary: "Whose account Chief uses" },
    {
      id: "list-my-repositories",
      call: "GET /user/repos",
      summary: "Repositories that the account may see",
      query: { sort: "text", per_page: "integer", page: "integer" },
    },
    {
      id: "search-issues",
      call: "GET /search/issues",
      summary: "Searches issues and pull requests: repo:owner/name is:open label:bug",
      query: { q: "text!", sort: "text", order: "text", per_page: "integer", page: "integer" },
    },
    {
      id: "list-issues",
      call: "GET /repos/{owner}/{repo}/issues",
      summary: "Issues of a repository",
      query: { state: "text", labels: "text", since: "instant", per_page: "integer", page: "integer" },
    },
    {
      id: "get-issue",
      call: "GET /repos/{owner}/{repo}/issues/{issue_number}",
      summary: "One issue",
    },
    {
      id: "create-issue",
      call: "POST /repos/{owner}/{repo}/issues",
      summary: "Opens an issue",
      body: { title: "text!", body: "text", labels: "texts", assignees: "texts" },
    },
    {
      id: "update-issue",
      call: "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
      summary: "Changes, closes or reopens an issue",
      body: { title: "text", body: "text", state: "text", labels: "texts", assignees: "texts" },
    },
    {
      id: "comment-on-issue",
      call: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      summary: "Comments on an issue or a pull request",
      body: { body: "text!" },
    },
    {
      id: "list-pull-requests",
      call: "GET /repos/{owner}/{repo}/pulls",
      summary: "Pull requests of a repository",
      query: { state: "text", base: "text", per_page: "integer", page: "integer" },
    },
    {
      id: "list-commits",
      call: "GET /repos/{owner}/{repo}/commits",
      summary: "Commits of a repository",
      query: { sha: "text", since: "instant", until: "instant", per_page: "integer", page: "integer" },
    },
    {
      id: "list-releases",
      call: "GET /repos/{owner}/{repo}/releases",
      summary: "Releases of a repository",
      query: { per_page: "integer", page: "integer" },
    },
  ],
};
