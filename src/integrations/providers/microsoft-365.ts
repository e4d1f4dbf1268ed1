import type { Provider } from "./provider.ts";

const LIST = {
  $top: "integer",
  $skip: "integer",
  $select: "text",
  $filter: "text",
  $orderby: "text",
} as const;

/** Microsoft 365, by Microsoft Graph. https://learn.microsoft.com/graph/auth-v2-user */
export const microsoft365: Provider = {
  id: "microsoft-365",
  name: "Microsoft 365",
  icon: "grid",
  about: "Outlook mail and calendar, OneDrive and people",
  baseUrl: "https://graph.microsoft.com",
  server: {
    authorizationUrl: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    tokenUrl: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    clientAuth: "post",
    quirks: { dropIdToken: true },
  },
  registration: {
    url: "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
    hint: "Register an application with the redirect URI below (platform “Web”), and add a client secret. Add the permissions that you choose here under API permissions, as delegated ones.",
  },
  scopes: [
    { id: "offline_access", words: "Stay connected without asking you each hour", preset: true },
    { id: "User.Read", words: "See your profile", preset: true },
    { id: "Calendars.Read", words: "Read your calendars", preset: true },
    { id: "Calendars.ReadWrite", words: "Add and change events in your calendars", preset: false },
    { id: "Mail.Read", words: "Read your mail", preset: false },
    { id: "Mail.Send", words: "Send mail as you", preset: false },
    { id: "Files.Read.All", words: "Read files that you may read", preset: true },
    { id: "People.Read", words: "See the people that you work with", preset: false },
  ],
  whoAmI: { path: "/v1.0/me", names: ["mail", "userPrincipalName", "displayName"] },
  specUrl: "https://github.com/microsoftgraph/msgraph-metadata/raw/master/openapi/v1.0/openapi.yaml",
  actions: [
    { id: "get-me", call: "GET /v1.0/me", summary: "Whose account Chief uses" },
    {
      id: "list-events",
      call: "GET /v1.0/me/calendarView",
      summary: "Events of your calendar between two instants",
      query: { startDateTime: "instant!", endDateTime: "instant!", ...LIST },
      output: {
        id: "value[*].id",
        subject: "value[*].subject",
        start: "value[*].start.dateTime",
        end: "value[*].end.dateTime",
        location: "value[*].location.displayName",
      },
    },
    {
      id: "create-event",
      call: "POST /v1.0/me/events",
      summary: "Adds an event to your calendar",
      body: { subject: "text!", start: "object!", end: "object!", body: "object", location: "object" },
    },
    { id: "list-messages", call: "GET /v1.0/me/messages", summary: "Your mail", query: LIST },
    { id: "get-message", call: "GET /v1.0/me/messages/{id}", summary: "One message" },
    {
      id: "send-mail",
      call: "POST /v1.0/me/sendMail",
      summary: "Sends a mail: message holds subject, body and toRecipients",
      body: { message: "object!", saveToSentItems: "boolean" },
    },
    {
      id: "list-files",
      call: "GET /v1.0/me/drive/root/children",
      summary: "Files and folders at the top of your OneDrive",
      query: LIST,
      output: { id: "value[*].id", name: "value[*].name", size: "value[*].size", url: "value[*].webUrl" },
    },
    { id: "get-file", call: "GET /v1.0/me/drive/items/{id}", summary: "What is known about a file" },
    { id: "list-people", call: "GET /v1.0/me/people", summary: "People that you work with", query: LIST },
  ],
};
