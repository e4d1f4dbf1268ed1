/**
 * The connections of Socket Mode. Two, because Slack closes each every few hours and the package needs five seconds for a
 * new one; Slack sends each event to one of them.
 *
 *   connected ──▶ down (closed, or Slack asked for a new one) ──▶ connected again, by the package
 *                   │ down for longer than `patienceMs`
 *                   └─▶ thrown away, and a new one begun: the package waits longer after each failure, without end
 */
import { type Receiver, SocketModeReceiver } from "@slack/bolt";
import { type Logger, messageOf, type Secret } from "../kernel/index.ts";
import { boltLogger } from "./bolt-logger.ts";
import type { ClientSettings } from "./connection.ts";

export interface Sockets {
  /** Opens the connections; `listen` puts something behind each receiver and starts it. */
  start(listen: (receiver: Receiver) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

interface SocketOptions extends Required<Pick<ClientSettings, "fetch">>, Pick<ClientSettings, "slackApiUrl"> {
  readonly appToken: Secret;
  readonly logger: Logger;
  /** How long one may be down before it is begun anew; a minute when absent. */
  readonly patienceMs?: number;
  readonly lookEveryMs?: number;
}

const HOW_MANY = 2;
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 5_000;

interface Slot {
  readonly receiver: SocketModeReceiver;
  /** By the monotonic clock; undefined while it is connected. */
  downSince: number | undefined;
  /** No call for a new address gets anywhere any more, so that nothing thrown away comes back to life. */
  abandon(): void;
}

export function createSockets(options: SocketOptions): Sockets {
  const { logger, patienceMs = PATIENCE_MS, lookEveryMs = LOOK_EVERY_MS } = options;
  let slots: Slot[] = [];
  let looking: NodeJS.Timeout | undefined;

  function look(listen: (receiver: Receiver) => Promise<void>): void {
    slots = slots.map((slot) => {
      if (slot.downSince === undefined || performance.now() - slot.downSince < patienceMs) return slot;
      logger.warn(
        { seconds: Math.round(patienceMs / 1000) },
        "a connection to Slack stays down and is begun anew",
      );
      discard(slot);
      const fresh = openSlot(options);
      listen(fresh.receiver).catch((error: unknown) =>
        logger.warn({ error: messageOf(error) }, "a connection to Slack could not be opened"),
      );
      return fresh;
    });
  }

  return {
    async start(listen) {
      for (let count = 0; count < HOW_MANY; count++) {
        const slot = openSlot(options);
        slots.push(slot);
        await listen(slot.receiver);
      }
      looking = setInterval(() => look(listen), lookEveryMs);
    },
    async stop() {
      clearInterval(looking);
      for (const slot of slots) discard(slot);
      slots = [];
    },
  };
}

function discard({ receiver, abandon }: Slot): void {
  abandon();
  void receiver.stop().catch(() => undefined);
}

function openSlot({ appToken, logger, slackApiUrl, fetch: reach }: SocketOptions): Slot {
  let isAbandoned = false;
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    logger: boltLogger(logger),
    installerOptions: {
      // Retries stay at the package's default: with fewer, an outage would end in a rejection that nobody handles.
      clientOptions: {
        fetch: (input, init) => (isAbandoned ? new Promise<never>(() => undefined) : reach(input, init)),
        ...(slackApiUrl ? { slackApiUrl } : {}),
      },
    },
  });
  const slot: Slot = {
    receiver,
    downSince: performance.now(),
    abandon() {
      isAbandoned = true;
    },
  };
  receiver.client.on("connected", () => {
    slot.downSince = undefined;
  });
  receiver.client.on("close", () => {
    slot.downSince ??= performance.now();
  });
  return slot;
}
