/**
 * Who may use each route of the dashboard, as it was decided; the router is compared with this. A route that is new stands
 * here before it is merged.
 */
const lines = (text: string) => text.trim().split(/\s*\n\s*/);

/** With the reason. None of them shows anything of a workspace. */
export const ANYBODY: Readonly<Record<string, string>> = {
  "GET /healthz": "for load balancers",
  "GET /readyz": "for load balancers",
  "GET /metrics": "counts without names; operators keep it inside",
  "GET /assets/:version/:name": "styles and scripts",
  "GET /": "sends on to a page",
  "GET /sign-in": "where one signs in",
  "GET /sign-in/slack": "sends the browser to Slack",
  "GET /sign-in/slack/callback": "takes who comes back with a state of its own",
  "POST /sign-out": "ends the session of this browser, if it has one",
  "GET /oauth/client.json": "authorization servers read it",
};

export const ADMINS = lines(`
  POST /integrations
  POST /integrations/:id/test
  GET /integrations/:id/disconnect
  POST /integrations/:id/disconnect
  GET /integrations/:id/settings
  POST /integrations/:id/settings
  POST /integrations/:id/settings/limit
  POST /integrations/:id/actions
  POST /integrations/:id/actions/:actionId
  GET /integrations/:id/contracts/new
  GET /integrations/:id/contracts/:actionId
  POST /integrations/:id/contracts
  POST /integrations/:id/contracts/preview
  POST /integrations/:id/contracts/form
  POST /integrations/:id/contracts/curl
  POST /integrations/:id/contracts/try
  POST /integrations/:id/contracts/:actionId
  POST /integrations/:id/contracts/:actionId/remove
  POST /integrations/:id/openapi
  POST /integrations/:id/openapi/refresh
  GET /integrations/:id/openapi/changes
  POST /integrations/:id/openapi/changes
  POST /integrations/:id/openapi/drift
  GET /integrations/mcp
  POST /integrations/mcp
  POST /integrations/:id/tools
  GET /integrations/:id/reconnect
  POST /integrations/:id/reconnect
  POST /integrations/:id/credential
  GET /connect/:provider
  POST /connect/:provider
  GET /settings/providers/:provider
  POST /settings/providers/:provider
  GET /oauth/callback
  GET /oauth/callback/:provider
  GET /oauth/finish
  POST /oauth/finish
  GET /uploads/:id
  POST /settings/members/:id/role
  POST /settings/outsiders
  POST /approvers
  POST /approvers/groups
  POST /approvers/groups/:id
  GET /rules/grants/new
  POST /rules/grants/preview
  POST /rules/grants
`);

/** Of those, the ones that look at what is theirs do so themselves: own tokens, own schedules, own approvals. */
export const MEMBERS = lines(`
  POST /sign-out/everywhere
  GET /find
  GET /integrations
  GET /integrations/events
  GET /integrations/:id
  GET /integrations/:id/actions
  GET /integrations/:id/activity
  GET /integrations/:id/health
  GET /integrations/:id/scopes
  GET /integrations/:id/openapi
  GET /integrations/:id/openapi/report
  GET /integrations/:id/openapi/complaints
  GET /integrations/:id/tools
  GET /activity
  GET /activity/calls
  GET /activity/export.csv
  GET /activity/export.jsonl
  GET /activity/calls/:id/thread
  GET /runs
  GET /runs/:id
  GET /runs/:id/calls/:callId/answer
  GET /skills
  POST /skills
  GET /skills/drafts/:id
  GET /skills/:name
  GET /skills/:name/SKILL.md
  POST /skills/:name/run
  POST /skills/:name/roll-back
  POST /skills/:name/delete
  GET /schedules
  POST /schedules
  GET /schedules/new
  POST /schedules/preview
  POST /schedules/resume
  GET /schedules/:number
  GET /schedules/:number/change
  POST /schedules/:number/change
  POST /schedules/:number/pause
  POST /schedules/:number/resume
  POST /schedules/:number/run
  POST /schedules/:number/delete
  GET /approvals
  POST /approvals
  POST /approvals/:id
  GET /approvals/:id/edit
  POST /approvals/:id/edit
  GET /approvals/:id/more
  POST /approvals/:id/more
  GET /approvers
  GET /settings
  POST /settings/tokens
  POST /settings/tokens/:id/revoke
  POST /settings/sessions/:id/end
  GET /rules
  GET /rules/new
  POST /rules/preview
  POST /rules
  POST /rules/:id/remove
  POST /rules/grants/:id/revoke
  GET /chat
  GET /chat-home
  GET /chat-home/events
  GET /chat/app
  GET /chat/:channel
  GET /chat/:channel/events
  POST /chat/:channel/messages
  POST /chat/:channel/messages/:ts/actions
  POST /chat/:channel/messages/:ts/shortcuts
  POST /chat-shortcuts
  POST /chat/:channel/threads/:ts/stop
  POST /chat-identity
  POST /chat-views/:id
  POST /chat-views/:id/close
  POST /chat-views/:id/actions
`);

/** The routes that change nothing that is to be audited, or whose record is another one, with the reason. */
export const NOT_AUDITED: Readonly<Record<string, string>> = {
  "POST /sign-out": "one's own session",
  "POST /sign-out/everywhere": "one's own sessions",
  "POST /settings/sessions/:id/end": "one's own session",
  "POST /chat-identity": "local mode: who one plays",
  "POST /integrations/:id/test": "asks a harmless question; its outcome is in the history of health",
  "POST /integrations/:id/contracts/preview": "stores nothing",
  "POST /integrations/:id/contracts/form": "stores nothing",
  "POST /integrations/:id/contracts/curl": "stores nothing",
  "POST /integrations/:id/contracts/try": "a call: it is in the ledger, which is chained, too",
  "POST /rules/preview": "stores nothing",
  "POST /rules/grants/preview": "stores nothing",
  "POST /schedules/preview": "stores nothing",
  "POST /schedules/:number/run": "a run: it is kept with its calls",
  "POST /skills/:name/run": "a run: it is kept with its calls",
  "POST /approvals": "an answer: it is kept with the call that it is about",
  "POST /approvals/:id": "an answer: it is kept with the call that it is about",
  "POST /approvals/:id/edit": "an answer: it is kept with the call that it is about",
  "POST /chat/:channel/messages": "a message",
  "POST /chat/:channel/messages/:ts/actions": "a click on a message",
  "POST /chat/:channel/threads/:ts/stop": "ends a turn; it is in its run",
  "POST /chat/:channel/messages/:ts/shortcuts": "a shortcut of the local workspace",
  "POST /chat-shortcuts": "a shortcut of the local workspace",
  "POST /chat-views/:id": "a modal of a message",
  "POST /chat-views/:id/close": "a modal of a message",
  "POST /chat-views/:id/actions": "a modal of a message",
  "POST /integrations/:id/openapi": "shows what would change; applying it is audited",
  "POST /integrations/:id/openapi/refresh": "shows what would change; applying it is audited",
  "POST /connect/:provider": "only sends the browser away; what comes back is audited",
  "POST /integrations/:id/reconnect": "only sends the browser away; what comes back is audited",
};

/** Audited acts that need something at the other side: the test that shows the act. */
export const AUDITED_ELSEWHERE: Readonly<Record<string, readonly [act: string, test: string]>> = {
  "POST /oauth/finish": ["integration.reconnected", "test/mcp/oauth.test.ts"],
  "POST /integrations/mcp": ["integration.connected", "test/mcp/oauth.test.ts"],
  "POST /integrations/:id/tools": ["mcp.tool_accepted", "test/integrations/mcp-tools.test.ts"],
  "POST /integrations/:id/openapi/changes": [
    "integration.actions_updated",
    "test/integrations/update-actions.test.ts",
  ],
  "POST /approvals/:id/more": ["grant.given", "test/conversation/cards.test.ts"],
};
