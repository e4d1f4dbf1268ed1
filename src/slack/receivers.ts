import { HTTPReceiver } from "@slack/bolt";
import type { Logger, Secret } from "../kernel/index.ts";
import { boltLogger } from "./bolt-logger.ts";

/** The path on which Slack's requests arrive in HTTP mode. */
export const SLACK_EVENTS_PATH = "/slack/events";

/** A receiver for signed HTTP requests. Its `requestListener` is mounted in our own server. */
export function createHttpReceiver(options: { signingSecret: Secret; logger: Logger }): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret: options.signingSecret.reveal(),
    endpoints: SLACK_EVENTS_PATH,
    bodyLimit: "1mb",
    logger: boltLogger(options.logger),
  });
}
