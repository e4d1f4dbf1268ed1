import type { Action } from "../actions/index.ts";
import { buildRequest, type EgressAnswer } from "../egress/index.ts";
import type { Integration } from "./integrations-store.ts";
import { judgeProbe, type ProbeResult, refusedProbe } from "./judge-probe.ts";
import { probeServer, type ServerDeps } from "./mcp/probe-server.ts";
import type { Provider } from "./providers/provider.ts";
import { askWhoAmI } from "./providers/who-am-i.ts";
import { accountIn, jsonIn } from "./read-account.ts";
import { signAndSend } from "./sign-and-send.ts";

const PROBE_TIMEOUT_MS = 10_000;
const TELLS_WHO = /(^|-)(me|whoami|user|self|account)(-|$)/;
const IS_HARMLESS = /(^|-)(ping|health|status|version)(-|$)/;
/** Where APIs say whose account it is, the best first; also inside of what they wrap it in. */
const ACCOUNT_NAMES = [
  "email",
  "login",
  "username",
  "user_name",
  "name",
  "display_name",
  "displayName",
  "id",
];
const WRAPPERS = ["", "user.", "data.", "account.", "me."];

/** A read that needs no input: one that says who we are if there is one, else the shortest path. */
function probeAction(actions: readonly Action[]): Action | undefined {
  const harmless = actions.filter(
    (action) => action.effect === "read" && action.method === "GET" && !requiredInputs(action).length,
  );
  const rank = ({ name, path }: Action) =>
    (TELLS_WHO.test(name) ? 0 : IS_HARMLESS.test(name) ? 1000 : 2000) + path.length;
  return harmless.sort((a, b) => rank(a) - rank(b))[0];
}

function requiredInputs(action: Action): unknown[] {
  const required = action.inputSchema["required"];
  return Array.isArray(required) ? required : [];
}

/**
 * Sends one signed, harmless request to an integration and judges the answer. An MCP server is asked for its tools, and
 * they are kept.
 */
export async function probeIntegration(
  deps: ServerDeps & { readonly providers?: readonly Provider[] },
  integration: Integration,
  actions: readonly Action[],
): Promise<ProbeResult> {
  if (integration.kind === "mcp") return probeServer(deps, integration);
  const provider = deps.providers?.find(({ id }) => id === integration.provider);
  if (provider) return askWhoAmI(deps, integration, provider);
  const action = probeAction(actions);
  const built = action ? buildRequest(integration.baseUrl, action.request, {}) : undefined;
  const unsigned = built?.ok ? built : { method: "GET", url: integration.baseUrl, headers: {} };
  const sent = await signAndSend(deps, integration, {
    request: unsigned,
    limits: { timeoutMs: PROBE_TIMEOUT_MS },
  });
  if (!sent.signed) return refusedProbe(sent.refusal);
  const judged = judgeProbe(sent.answer);
  const account = action && TELLS_WHO.test(action.name) ? accountOf(sent.answer) : undefined;
  return account === undefined || judged.health !== "healthy"
    ? judged
    : { ...judged, note: `Chief acts as ${account}. ${judged.note}` };
}

function accountOf(answer: EgressAnswer): string | undefined {
  const body = jsonIn(answer);
  const names = WRAPPERS.flatMap((wrapper) => ACCOUNT_NAMES.map((name) => wrapper + name));
  return body === undefined ? undefined : accountIn(body, names);
}
