import type { Route } from "./route.ts";
import { ACTION_ROUTES } from "./routes/actions.ts";
import { ACTIVITY_ROUTES } from "./routes/activity.ts";
import { APPROVAL_ROUTES } from "./routes/approvals.ts";
import { CALL_ROUTES } from "./routes/calls.ts";
import { CONTRACT_ROUTES } from "./routes/contracts.ts";
import { GRANT_ROUTES } from "./routes/grants.ts";
import { INTEGRATION_HEALTH_ROUTES } from "./routes/integration-health.ts";
import { INTEGRATION_ROUTES } from "./routes/integrations.ts";
import { MCP_ROUTES } from "./routes/mcp.ts";
import { OPENAPI_ROUTES } from "./routes/openapi.ts";
import { PEOPLE_ROUTES } from "./routes/people.ts";
import { PROVIDER_ROUTES } from "./routes/providers.ts";
import { RULE_ROUTES } from "./routes/rules.ts";
import { RUN_ROUTES } from "./routes/runs.ts";
import { SCHEDULE_ROUTES } from "./routes/schedules.ts";
import { SESSION_ROUTES } from "./routes/sessions.ts";
import { SETTINGS_ROUTES } from "./routes/settings.ts";
import { SKILL_ROUTES } from "./routes/skills.ts";
import { TOKEN_ROUTES } from "./routes/tokens.ts";

/** Every operation of the API but the one that describes them. */
export const API_ROUTES: readonly Route[] = [
  ...RUN_ROUTES,
  ...INTEGRATION_ROUTES,
  ...INTEGRATION_HEALTH_ROUTES,
  ...PROVIDER_ROUTES,
  ...MCP_ROUTES,
  ...OPENAPI_ROUTES,
  ...ACTION_ROUTES,
  ...CONTRACT_ROUTES,
  ...CALL_ROUTES,
  ...APPROVAL_ROUTES,
  ...RULE_ROUTES,
  ...GRANT_ROUTES,
  ...SKILL_ROUTES,
  ...SCHEDULE_ROUTES,
  ...ACTIVITY_ROUTES,
  ...PEOPLE_ROUTES,
  ...SETTINGS_ROUTES,
  ...TOKEN_ROUTES,
  ...SESSION_ROUTES,
];
