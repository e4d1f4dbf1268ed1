import { HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
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

/**
 * Receivers for Socket Mode. Two, because Slack closes each connection every few hours and the package needs five
 * seconds for a new one; Slack sends each event to one of them. Retries stay at the package's default: fewer would
 * let a network outage end the process.
 */
export function createSocketReceivers(options: {
  appToken: Secret;
  slackApiUrl?: string;
  logger: Logger;
}): Receiver[] {
  return [1, 2].map(
    () =>
      new SocketModeReceiver({
        appToken: options.appToken.reveal(),
        logger: boltLogger(options.logger),
        ...(options.slackApiUrl
          ? { installerOptions: { clientOptions: { slackApiUrl: options.slackApiUrl } } }
          : {}),
      }),
  );
}
