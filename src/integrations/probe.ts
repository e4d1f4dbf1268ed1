import type { Action } from "../actions/index.ts";
import { buildRequest, type Egress, type EgressAnswer } from "../egress/index.ts";
import type { Vault } from "../vault/index.ts";
import type { Integration } from "./integrations-store.ts";
import { signAndSend } from "./sign-and-send.ts";
import type { HealthStatus } from "./tables.ts";

/** What one harmless request told about a connection. */
export interface ProbeResult {
  readonly health: HealthStatus;
  /** In words: what answered, or what is wrong and what to do. */
  readonly note: string;
}

const PROBE_TIMEOUT_MS = 10_000;
const IDENTITY_WORDS = /(^|-)(me|whoami|user|self|account|ping|health|status|version)(-|$)/;

/** A read that needs no input: one that says who we are if there is one, else the shortest path. */
function probeAction(actions: readonly Action[]): Action | undefined {
  const harmless = actions.filter(
    (action) => action.effect === "read" && action.method === "GET" && !requiredInputs(action).length,
  );
  const rank = (action: Action) => (IDENTITY_WORDS.test(action.name) ? 0 : 1000) + action.path.length;
  return harmless.sort((a, b) => rank(a) - rank(b))[0];
}

function requiredInputs(action: Action): unknown[] {
  const required = action.inputSchema["required"];
  return Array.isArray(required) ? required : [];
}

function judge(answer: EgressAnswer): ProbeResult {
  if (!answer.ok) return { health: "failing", note: answer.message };
  if (answer.status === 401 || answer.status === 403) {
    return {
      health: "failing",
      note: `It answered ${answer.status}: the credential was refused. Reconnect with a fresh one`,
    };
  }
  if (answer.status >= 500) {
    return { health: "failing", note: `It answered ${answer.status}, an error of its own. Try again later` };
  }
  return { health: "healthy", note: `It answered ${answer.status} in ${answer.durationMs} ms` };
}

/** Sends one signed, harmless request to an integration and judges the answer. Never throws. */
export async function probeIntegration(
  deps: { egress: Egress; vault: Vault },
  integration: Integration,
  actions: readonly Action[],
): Promise<ProbeResult> {
  const action = probeAction(actions);
  const built = action ? buildRequest(integration.baseUrl, action.request, {}) : undefined;
  const unsigned = built?.ok ? built : { method: "GET", url: integration.baseUrl, headers: {} };
  const sent = await signAndSend(deps, integration, {
    request: unsigned,
    limits: { timeoutMs: PROBE_TIMEOUT_MS },
  });
  return sent.signed ? judge(sent.answer) : { health: "failing", note: upperFirst(sent.refusal.message) };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
