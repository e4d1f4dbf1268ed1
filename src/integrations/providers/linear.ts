import type { Provider } from "./provider.ts";

const ISSUE =
  "id identifier title description priorityLabel url createdAt updatedAt state { name type } assignee { name email } team { key }";

/** Linear, which speaks GraphQL only. https://linear.app/developers/oauth-2-0-authentication */
export const linear: Provider = {
  id: "linear",
  name: "Linear",
  icon: "issue",
  about: "Issues, comments, teams and projects",
  baseUrl: "https://api.linear.app",
  server: {
    authorizationUrl: "https://linear.app/oauth/authorize",
    tokenUrl: "https://api.linear.app/oauth/token",
    clientAuth: "post",
    scopeSeparator: ",",
    authorizationParameters: { prompt: "consent" },
    quirks: { commaScopes: true },
    revocation: {
      url: "https://api.linear.app/oauth/revoke",
      method: "POST",
      encoding: "form",
      fields: { token: "{{token}}" },
      clientAuth: "same",
    },
  },
  registration: {
    url: "https://linear.app/settings/api/applications/new",
    hint: "A new OAuth application with the callback URL below.",
  },
  scopes: [
    { id: "read", words: "Read your issues, projects and teams", preset: true },
    { id: "issues:create", words: "Open issues", preset: false },
    { id: "comments:create", words: "Write comments", preset: false },
    { id: "write", words: "Change all that you may change", preset: false },
  ],
  whoAmI: {
    path: "/graphql",
    document: "query { viewer { name email } }",
    names: ["data.viewer.email", "data.viewer.name"],
  },
  actions: [],
  graphql: {
    path: "/graphql",
    queries: [
      {
        id: "list-issues",
        summary: "Issues",
        document: `query ($first: Int, $after: String) { issues(first: $first, after: $after) { nodes { ${ISSUE} } pageInfo { hasNextPage endCursor } } }`,
        variables: { first: "integer", after: "text" },
      },
      {
        id: "get-issue",
        summary: "One issue, by its id or its key such as ENG-12",
        document: `query ($id: String!) { issue(id: $id) { ${ISSUE} comments { nodes { body user { name } createdAt } } } }`,
        variables: { id: "text!" },
      },
      {
        id: "list-teams",
        summary: "Teams, with the states of their issues",
        document: "query { teams { nodes { id key name states { nodes { id name type } } } } }",
      },
      {
        id: "list-users",
        summary: "People",
        document: "query { users { nodes { id name email active } } }",
        output: {
          id: "data.users.nodes[*].id",
          name: "data.users.nodes[*].name",
          email: "data.users.nodes[*].email",
        },
      },
      {
        id: "list-projects",
        summary: "Projects",
        document: "query { projects { nodes { id name description state targetDate } } }",
      },
      {
        id: "create-issue",
        summary: "Opens an issue; teamId is the id of a team",
        document:
          "mutation ($teamId: String!, $title: String!, $description: String, $assigneeId: String) { issueCreate(input: { teamId: $teamId, title: $title, description: $description, assigneeId: $assigneeId }) { success issue { id identifier title url } } }",
        variables: { teamId: "text!", title: "text!", description: "text", assigneeId: "text" },
      },
      {
        id: "update-issue",
        summary: "Changes the title, description, state or assignee of an issue",
        document:
          "mutation ($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success issue { id identifier title url } } }",
        variables: { id: "text!", input: "object!" },
      },
      {
        id: "comment-on-issue",
        summary: "Comments on an issue",
        document:
          "mutation ($issueId: String!, $body: String!) { commentCreate(input: { issueId: $issueId, body: $body }) { success comment { id body } } }",
        variables: { issueId: "text!", body: "text!" },
      },
    ],
  },
};
