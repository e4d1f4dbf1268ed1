import { createHmac } from "node:crypto";
import type { JsonObject } from "../../../src/kernel/index.ts";
import type { LocalWorkspace } from "../../../src/local/workspace/index.ts";
import { deliver, serveSlackOverHttp } from "../slack-http.ts";
import { serveSlackOverSockets } from "../slack-socket.ts";

export type Transport = "http" | "socket";

const SIGNING_SECRET = "a-signing-secret-of-the-tests";

/** A Slack that Chief reaches over `transport`, and the variables that point Chief at it. */
export interface ServedSlack {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Serves `workspace`; over HTTP it delivers to the Chief that listens on `port`. */
export async function serveSlack(
  workspace: LocalWorkspace,
  { transport, port }: { transport: Transport; port: number },
): Promise<ServedSlack> {
  const { botToken, appToken } = workspace.identity;
  if (transport === "socket") {
    const slack = await serveSlackOverSockets(workspace);
    const env = { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl };
    return { env, close: () => slack.close() };
  }
  const eventsUrl = `http://127.0.0.1:${port}/slack/events`;
  const slack = await serveSlackOverHttp(workspace, { eventsUrl, signingSecret: SIGNING_SECRET });
  const env = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.apiUrl,
  };
  return { env, close: () => slack.close() };
}

/** Delivers an event to Chief as Slack does, and gives the status of its answer. */
export async function deliverEvent(chiefUrl: string, envelope: unknown): Promise<number> {
  const body = JSON.stringify(envelope);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${digest}`,
  };
  const response = await fetch(`${chiefUrl}/slack/events`, { method: "POST", headers, body });
  return response.status;
}

/** Delivers a press of a button to Chief as Slack does. */
export async function deliverClick(chiefUrl: string, body: JsonObject): Promise<void> {
  const to = { eventsUrl: `${chiefUrl}/slack/events`, signingSecret: SIGNING_SECRET };
  const signal = AbortSignal.timeout(3_000);
  const outcome = await deliver({ kind: "interactive", body }, { ...to, signal });
  if (!outcome.ok) throw new Error(`the click was not acknowledged: ${outcome.reason}`);
}
