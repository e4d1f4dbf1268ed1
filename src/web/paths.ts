const segment = encodeURIComponent;

/**
 * Every address of the dashboard, so that a page and the route behind it cannot disagree.
 *
 * `GET` shows a page or, with `events`, a stream; the rest are `POST`. Ids are encoded.
 */
export const paths = {
  signIn: "/sign-in",
  /** GET: sends the browser to Slack; `return_to` is where to go afterwards. */
  signInWithSlack: "/sign-in/slack",
  /** GET: where Slack sends it back to. */
  signInCallback: "/sign-in/slack/callback",
  signOut: "/sign-out",
  /** POST: ends every session of the member, in all browsers. */
  signOutEverywhere: "/sign-out/everywhere",

  /** GET: the actions of all integrations that fit `q`. */
  find: "/find",

  integrations: "/integrations",
  /** GET: server-sent events that update the cards; `seen` is what the page shows. */
  integrationEvents: (seen: string) => `/integrations/events?seen=${segment(seen)}`,
  /** POST: the fields of the Add form, multipart. */
  connect: "/integrations",
  integration: (id: string) => `/integrations/${segment(id)}`,
  /** GET: the form that connects an MCP server. POST: its fields. */
  connectMcp: "/integrations/mcp",
  /** GET: the tools of an MCP server, and what changed. POST: `do`, with `action` and `pin` where it is about one. */
  mcpTools: (id: string) => `/integrations/${segment(id)}/tools`,
  /** GET: which OpenAPI document the actions came from, and what its import said. POST: a newer one. */
  openapi: (id: string) => `/integrations/${segment(id)}/openapi`,
  /** GET: the operations of the report that fit `q` and `show`, a page at a time. */
  openapiReport: (id: string) => `/integrations/${segment(id)}/openapi/report`,
  /** GET: what the validator says about it. */
  openapiComplaints: (id: string) => `/integrations/${segment(id)}/openapi/complaints`,
  /** POST: fetches the document anew from where it came. */
  refreshOpenapi: (id: string) => `/integrations/${segment(id)}/openapi/refresh`,
  /** GET: what a newer document would change. POST: `decision` is `apply` or `decline`. */
  openapiChanges: (id: string) => `/integrations/${segment(id)}/openapi/changes`,
  /** POST: somebody looked, and the description is right. */
  dismissDrift: (id: string) => `/integrations/${segment(id)}/openapi/drift`,
  /** GET: the form that connects the API of a document which was read before. */
  upload: (id: string) => `/uploads/${segment(id)}`,

  testIntegration: (id: string) => `/integrations/${segment(id)}/test`,
  /** GET: where it is, how it may be reached, how often it may be called. POST: the same, changed. */
  integrationSettings: (id: string) => `/integrations/${segment(id)}/settings`,
  /** POST: `action` and `action_limit`. */
  limitAction: (id: string) => `/integrations/${segment(id)}/settings/limit`,
  /** GET: how it did, and each time that this changed. */
  integrationHealth: (id: string) => `/integrations/${segment(id)}/health`,
  /** GET: what its credential may do. */
  integrationScopes: (id: string) => `/integrations/${segment(id)}/scopes`,
  /** GET: the question, with what will break. POST: the yes. */
  disconnectIntegration: (id: string) => `/integrations/${segment(id)}/disconnect`,
  /** GET: one page of the actions that fit `q`, `method`, `tag` and `on`. POST: switches all that fit to `enabled`. */
  actions: (id: string) => `/integrations/${segment(id)}/actions`,
  /** POST: `enabled` is `on` or absent. */
  switchAction: (integrationId: string, actionId: string) =>
    `/integrations/${segment(integrationId)}/actions/${segment(actionId)}`,

  /**
   * GET: what a provider would be asked for; with `for`, a member's id, only for that member. POST: the chosen `scope`s; sends the browser
   * to the provider.
   */
  connectProvider: (provider: string) => `/connect/${segment(provider)}`,
  /** GET: how to repair a connection. POST: the chosen `scope`s; sends the browser to the provider. */
  reconnect: (id: string) => `/integrations/${segment(id)}/reconnect`,
  /** POST: the credential fields of the Add form. */
  replaceCredential: (id: string) => `/integrations/${segment(id)}/credential`,
  /** GET: a form for the address that a browser landed on where it could not come back. POST: `address`. */
  finishConsent: "/oauth/finish",
  /** GET and POST: `client_id` and `client_secret` of the client that was registered at a provider. */
  providerClient: (provider: string) => `/settings/providers/${segment(provider)}`,
  /** GET: the editor of a new action; `from` is an action to copy. */
  newContract: (id: string, from?: string) =>
    `/integrations/${segment(id)}/contracts/new${from === undefined ? "" : `?from=${segment(from)}`}`,
  /** GET: the editor of an action that a person declared. */
  editContract: (id: string, actionId: string) =>
    `/integrations/${segment(id)}/contracts/${segment(actionId)}`,
  /** POST: the fields of the editor, as everywhere below. */
  saveContract: (id: string, actionId?: string) =>
    `/integrations/${segment(id)}/contracts${actionId === undefined ? "" : `/${segment(actionId)}`}`,
  previewContract: (id: string) => `/integrations/${segment(id)}/contracts/preview`,
  /** POST: `take` is the value to make an input of. */
  contractForm: (id: string) => `/integrations/${segment(id)}/contracts/form`,
  /** POST: `curl`, and `use_credential`. */
  contractFromCurl: (id: string) => `/integrations/${segment(id)}/contracts/curl`,
  /** POST: with `confirm` and `call` once the exact request was confirmed. */
  tryContract: (id: string) => `/integrations/${segment(id)}/contracts/try`,
  removeContract: (id: string, actionId: string) =>
    `/integrations/${segment(id)}/contracts/${segment(actionId)}/remove`,

  /** GET: the calls of the workspace, narrowed by the fields of `readActivityQuery`, as everywhere below. */
  activity: "/activity",
  activityOf: (id: string) => `/integrations/${segment(id)}/activity`,
  /** GET: one page of the list alone. */
  activityList: "/activity/calls",
  /** GET: all that fit, as a file. */
  activityExport: (format: "csv" | "jsonl") => `/activity/export.${format}`,
  /** GET: sends the browser to the thread that a call was made for. */
  callThread: (callId: string) => `/activity/calls/${segment(callId)}/thread`,

  runs: "/runs",
  run: (id: string) => `/runs/${segment(id)}`,
  /** GET: the whole of what a call of a run gave, as a file. */
  answer: ({ id, runId }: { readonly id: string; readonly runId: string }) =>
    `/runs/${segment(runId)}/calls/${segment(id)}/answer`,

  skills: "/skills",
  /** GET: what was understood of a skill in a thread, to be put right and saved. */
  skillDraft: (id: string) => `/skills/drafts/${segment(id)}`,
  /** POST: `document`, a SKILL.md; `draft`, the id of the draft that it is saved in the place of. */
  saveSkill: "/skills",
  skill: (name: string) => `/skills/${segment(name)}`,
  /** GET: the skill as a file. */
  skillDocument: (name: string) => `/skills/${segment(name)}/SKILL.md`,
  /** POST: the inputs as `input_<name>`, and `dry_run`. */
  runSkill: (name: string) => `/skills/${segment(name)}/run`,
  /** POST: `version`. */
  rollBackSkill: (name: string) => `/skills/${segment(name)}/roll-back`,
  deleteSkill: (name: string) => `/skills/${segment(name)}/delete`,

  schedules: "/schedules",
  newSchedule: "/schedules/new",
  /** POST: the fields of the form; shows the next times. */
  previewSchedule: "/schedules/preview",
  /** POST: starts a schedule of the fields. */
  makeSchedule: "/schedules",
  /** POST: `integration`; resumes what was paused for it. */
  resumeSchedules: "/schedules/resume",
  schedule: (number: number) => `/schedules/${number}`,
  /** GET: the form. POST: its fields. */
  changeSchedule: (number: number) => `/schedules/${number}/change`,
  doSchedule: (number: number, deed: "pause" | "resume" | "run" | "delete") => `/schedules/${number}/${deed}`,

  approvals: "/approvals",
  /** POST: `verdict` is `approved`, `denied`, `again`, `leave` or `undo`; `reason` is optional. */
  answerApproval: (id: string) => `/approvals/${segment(id)}`,
  /** POST: `ids` and `verdict`, `approved` or `denied`. */
  answerApprovals: "/approvals",
  /** GET: the arguments as a form. POST: them. */
  editApproval: (id: string) => `/approvals/${segment(id)}/edit`,
  /** GET the form, POST `uses`, `most_amount`, `until`: a yes to this request and to more like it. */
  approveMore: (id: string) => `/approvals/${segment(id)}/more`,
  /** GET: groups, reminders and the fallback. POST: the fields of that form. */
  approvers: "/approvers",
  /** POST: `name`. */
  addGroup: "/approvers/groups",
  /** POST: `members`, or `delete`. */
  group: (id: string) => `/approvers/groups/${segment(id)}`,

  /** GET: members, API tokens, the model and the limits. */
  settings: "/settings",
  /** POST: `name`, `role` and `days`; shows the token once. */
  makeToken: "/settings/tokens",
  /** POST: ends one session of one's own. */
  endSession: (id: string) => `/settings/sessions/${segment(id)}/end`,
  /** POST: `role` is `admin`, `member`, or `slack` for what it is there. */
  memberRole: (id: string) => `/settings/members/${segment(id)}/role`,
  /** POST: `allow` is `yes` or `no`. */
  outsiders: "/settings/outsiders",
  revokeToken: (id: string) => `/settings/tokens/${segment(id)}/revoke`,

  rules: "/rules",
  /** GET: the form of a rule, filled in from `words` or from the rule `edit`. */
  newRule: "/rules/new",
  editRule: (id: string) => `/rules/new?edit=${segment(id)}`,
  /** POST: the fields of the form; shows what they say and what it would have caught. */
  previewRule: "/rules/preview",
  /** POST: makes the rule of the fields, in the place of the rule `replaces` where that is given. */
  makeRule: "/rules",
  removeRule: (id: string) => `/rules/${segment(id)}/remove`,
  newGrant: "/rules/grants/new",
  previewGrant: "/rules/grants/preview",
  giveGrant: "/rules/grants",
  revokeGrant: (id: string) => `/rules/grants/${segment(id)}/revoke`,

  chat: "/chat",
  /** One's own direct messages with Chief. */
  chatWithChief: "/chat/app",
  channel: (channel: string) => `/chat/${segment(channel)}`,
  thread: (channel: string, ts: string) => `/chat/${segment(channel)}?thread=${segment(ts)}`,
  /** POST: `text`, and `thread_ts` in a thread. */
  sendMessage: (channel: string) => `/chat/${segment(channel)}/messages`,
  /** POST: the fields of `readPress`. */
  messageAction: (channel: string, ts: string) => `/chat/${segment(channel)}/messages/${segment(ts)}/actions`,
  /** POST: ends the turn that runs in a thread. */
  stopThread: (channel: string, threadTs: string) =>
    `/chat/${segment(channel)}/threads/${segment(threadTs)}/stop`,
  /**
   * GET: server-sent events that update the page of a channel, and of a thread where one is open. `seen` is what the
   * page shows: when that is other by the time the stream opens, or opens again, the lists are sent anew.
   */
  channelEvents: (channel: string, seen: string, threadTs?: string) =>
    `/chat/${segment(channel)}/events?seen=${segment(seen)}${threadTs === undefined ? "" : `&thread=${segment(threadTs)}`}`,
  /** POST: `member` and `return_to`. */
  messageShortcut: (channel: string, ts: string) =>
    `/chat/${segment(channel)}/messages/${segment(ts)}/shortcuts`,
  globalShortcut: "/chat-shortcuts",
  chatIdentity: "/chat-identity",
  chatHome: "/chat-home",
  chatHomeEvents: "/chat-home/events",
  /** POST: the fields of `readAnswers`. */
  submitView: (viewId: string) => `/chat-views/${segment(viewId)}`,
  closeView: (viewId: string) => `/chat-views/${segment(viewId)}/close`,
  viewAction: (viewId: string) => `/chat-views/${segment(viewId)}/actions`,
} as const;
