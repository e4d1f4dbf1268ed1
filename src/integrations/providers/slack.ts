import type { Provider } from "./provider.ts";

/** Slack's Web API, by an app of its own: apart from the one that Chief talks in. https://docs.slack.dev/authentication/installing-with-oauth */
export const slack: Provider = {
  id: "slack",
  name: "Slack",
  icon: "chat",
  about: "Channels, messages and people of a workspace",
  baseUrl: "https://slack.com",
  server: {
    authorizationUrl: "https://slack.com/oauth/v2/authorize",
    tokenUrl: "https://slack.com/api/oauth.v2.access",
    clientAuth: "post",
    scopeSeparator: ",",
    quirks: { bearerTokenTypes: ["bot"], commaScopes: true, deadGrantCodes: ["invalid_refresh_token"] },
    revocation: {
      url: "https://slack.com/api/auth.revoke",
      method: "POST",
      encoding: "form",
      fields: { token: "{{access_token}}" },
      clientAuth: "none",
    },
  },
  registration: {
    url: "https://api.slack.com/apps",
    hint: "Create an app of its own for this, and add the redirect URL below under OAuth & Permissions. Slack takes https addresses only.",
  },
  scopes: [
    { id: "channels:read", words: "See the public channels", preset: true },
    { id: "channels:history", words: "Read public channels that the app is in", preset: true },
    { id: "users:read", words: "See the people", preset: true },
    { id: "chat:write", words: "Write messages as the app", preset: false },
    { id: "reactions:write", words: "Add reactions to messages", preset: false },
  ],
  // Every method takes both GET and POST; what it answers says whether it worked.
  whoAmI: { path: "/api/auth.test", names: ["team", "user"] },
  okMember: "ok",
  specUrl: "https://api.slack.com/specs/openapi/v2/slack_web.json",
  actions: [
    {
      id: "list-channels",
      call: "GET /api/conversations.list",
      summary: "Channels",
      query: { types: "text", limit: "integer", cursor: "text", exclude_archived: "boolean" },
    },
    {
      id: "read-channel",
      call: "GET /api/conversations.history",
      summary: "Messages of a channel, the newest first",
      query: { channel: "text!", oldest: "text", latest: "text", limit: "integer", cursor: "text" },
    },
    {
      id: "read-thread",
      call: "GET /api/conversations.replies",
      summary: "Messages of a thread",
      query: { channel: "text!", ts: "text!", limit: "integer", cursor: "text" },
    },
    {
      id: "list-people",
      call: "GET /api/users.list",
      summary: "People of the workspace",
      query: { limit: "integer", cursor: "text" },
    },
    {
      id: "get-person",
      call: "GET /api/users.info",
      summary: "One person",
      query: { user: "text!" },
    },
    {
      id: "post-message",
      call: "POST /api/chat.postMessage",
      summary: "Writes a message, in a thread with thread_ts",
      body: { channel: "text!", text: "text!", thread_ts: "text" },
    },
    {
      id: "add-reaction",
      call: "POST /api/reactions.add",
      summary: "Adds a reaction to a message",
      body: { channel: "text!", timestamp: "text!", name: "text!" },
    },
  ],
};
