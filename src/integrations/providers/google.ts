import type { Provider } from "./provider.ts";

const SCOPE = "https://www.googleapis.com/auth";

/** Google's server for every API of Google. https://developers.google.com/identity/protocols/oauth2/web-server */
export const googleServer: Provider["server"] = {
  authorizationUrl: "https://accounts.google.com/o/oauth2/v2/auth",
  tokenUrl: "https://oauth2.googleapis.com/token",
  issuer: "https://accounts.google.com",
  clientAuth: "post",
  // Without both, Google gives a refresh token only the first time somebody consents.
  authorizationParameters: { access_type: "offline", prompt: "consent" },
  quirks: { dropIdToken: true },
  revocation: {
    url: "https://oauth2.googleapis.com/revoke",
    method: "POST",
    encoding: "form",
    fields: { token: "{{token}}" },
    clientAuth: "none",
  },
};

export const googleRegistration: Provider["registration"] = {
  url: "https://console.cloud.google.com/apis/credentials",
  hint: "Create an OAuth client ID of the type “Web application” with the redirect URI below, and enable the APIs that you want to use.",
};

/** Google Calendar, Drive and Gmail, which share one address. */
export const google: Provider = {
  id: "google",
  name: "Google",
  icon: "calendar",
  about: "Calendar, Drive and Gmail",
  baseUrl: "https://www.googleapis.com",
  server: googleServer,
  registration: googleRegistration,
  scopes: [
    { id: `${SCOPE}/userinfo.email`, words: "See your address", preset: true },
    { id: `${SCOPE}/calendar.readonly`, words: "Read your calendars", preset: true },
    { id: `${SCOPE}/calendar.events`, words: "Add and change events in your calendars", preset: false },
    { id: `${SCOPE}/drive.readonly`, words: "Read your files in Drive", preset: true },
    { id: `${SCOPE}/drive.file`, words: "Write files in Drive that Chief made", preset: false },
    { id: `${SCOPE}/gmail.readonly`, words: "Read your mail", preset: false },
    { id: `${SCOPE}/gmail.send`, words: "Send mail as you", preset: false },
  ],
  whoAmI: { path: "/oauth2/v2/userinfo", names: ["email", "name"] },
  actions: [
    { id: "list-calendars", call: "GET /calendar/v3/users/me/calendarList", summary: "Your calendars" },
    {
      id: "list-events",
      call: "GET /calendar/v3/calendars/{calendarId}/events",
      summary: "Events of a calendar; primary is your own",
      query: {
        timeMin: "instant",
        timeMax: "instant",
        q: "text",
        singleEvents: "boolean",
        orderBy: "text",
        maxResults: "integer",
        pageToken: "text",
      },
    },
    {
      id: "create-event",
      call: "POST /calendar/v3/calendars/{calendarId}/events",
      summary: "Adds an event to a calendar",
      body: { summary: "text!", description: "text", location: "text", start: "object!", end: "object!" },
    },
    {
      id: "delete-event",
      call: "DELETE /calendar/v3/calendars/{calendarId}/events/{eventId}",
      summary: "Removes an event from a calendar",
    },
    {
      id: "list-files",
      call: "GET /drive/v3/files",
      summary: "Files in Drive: q is a query such as name contains 'report'",
      query: { q: "text", orderBy: "text", fields: "text", pageSize: "integer", pageToken: "text" },
    },
    {
      id: "get-file",
      call: "GET /drive/v3/files/{fileId}",
      summary: "What is known about a file",
      query: { fields: "text" },
    },
    {
      id: "list-messages",
      call: "GET /gmail/v1/users/me/messages",
      summary: "Searches your mail: q is a query such as from:ada is:unread",
      query: { q: "text", labelIds: "text", maxResults: "integer", pageToken: "text" },
    },
    {
      id: "get-message",
      call: "GET /gmail/v1/users/me/messages/{id}",
      summary: "One message",
      query: { format: "text" },
    },
    {
      id: "send-message",
      call: "POST /gmail/v1/users/me/messages/send",
      summary: "Sends a mail; raw is an RFC 2822 message in base64url",
      body: { raw: "text!", threadId: "text" },
    },
  ],
};
