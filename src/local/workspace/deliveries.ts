import { setMaxListeners } from "node:events";
import { type JsonObject, sleep } from "../../kernel/index.ts";
import type { Changes, DeliveryReport } from "./changes.ts";

/** What travels to the app. `kind` is the type that Socket Mode gives it. */
export interface Envelope {
  readonly kind: "events_api" | "interactive" | "slash_commands";
  readonly body: JsonObject;
  /** From 1, on a repeated delivery. */
  readonly retryNum?: number;
  readonly retryReason?: string;
}

/** What came back: the body of the acknowledgement (undefined when empty), or Slack's name for the failure. */
export type DeliveryOutcome =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly reason: RetryReason; readonly noRetry?: boolean };

export type RetryReason = "http_timeout" | "http_error" | "connection_failed" | "unknown_error";

/** The way to one app. */
export interface AppTransport {
  /** Under this address the app reaches `/api/…`, response URLs and files, for example `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** Delivers once. `signal` aborts when the three seconds are over; the outcome is then ignored. */
  deliver(envelope: Envelope, signal: AbortSignal): Promise<DeliveryOutcome>;
  /** In Socket Mode: the address of a new connection, which `apps.connections.open` hands out. */
  openConnection?(): string;
}

export interface DeliveryOptions {
  /** How long the app may take to acknowledge. Slack's 3 seconds when absent. */
  readonly ackTimeoutMs?: number;
  /** The waits before the retries of an event. Slack's 0, 1 min and 5 min when absent. */
  readonly retryDelaysMs?: readonly number[];
}

export interface Deliveries {
  connect(transport: AppTransport): () => void;
  origin(): string;
  /** The address of a new Socket Mode connection, if the transport has any. */
  openConnection(): string | undefined;
  /** Starts to deliver an event, with retries. */
  sendEvent(body: JsonObject, what: string): void;
  /** Delivers once and waits for the acknowledgement. */
  sendInteraction(envelope: Envelope, what: string): Promise<DeliveryOutcome>;
  /** Resolves when no event is under way any more, retries included. */
  settled(): Promise<void>;
  /** Gives up all waiting retries. */
  stop(): void;
}

const UNREACHABLE_ORIGIN = "https://slack.invalid";

/**
 * Brings events to the app as Slack does: up to three retries after the first failure, told apart by
 * `retryNum`, unless the app asks for none. Interactions are tried once, since a person is waiting.
 */
export function createDeliveries(changes: Changes, options: DeliveryOptions): Deliveries {
  const retryDelaysMs = options.retryDelaysMs ?? [0, 60_000, 300_000];
  const stopping = new AbortController();
  // As many retries wait on it as there are events that the app did not take.
  setMaxListeners(0, stopping.signal);
  const underWay = new Set<Promise<void>>();
  let transport: AppTransport | undefined;

  const attempt = (envelope: Envelope) =>
    transport === undefined
      ? Promise.resolve<DeliveryOutcome>({ ok: false, reason: "connection_failed" })
      : deliverInTime(transport, envelope, options.ackTimeoutMs ?? 3000);

  const tell = (report: Omit<DeliveryReport, "outcome">, outcome: DeliveryOutcome) =>
    changes.emit({
      type: "delivered",
      delivery: outcome.ok
        ? { ...report, outcome: "acknowledged" }
        : { ...report, outcome: "failed", reason: outcome.reason },
    });

  const deliverEvent = async (body: JsonObject, what: string) => {
    const eventId = String(body["event_id"]);
    let outcome = await attempt({ kind: "events_api", body });
    tell({ eventId, what, attempt: 0 }, outcome);
    for (const [index, delayMs] of retryDelaysMs.entries()) {
      if (outcome.ok || outcome.noRetry === true) return;
      await sleep(delayMs, stopping.signal);
      const retryNum = index + 1;
      outcome = await attempt({ kind: "events_api", body, retryNum, retryReason: outcome.reason });
      tell({ eventId, what, attempt: retryNum }, outcome);
    }
  };

  return {
    connect(next) {
      transport = next;
      return () => {
        if (transport === next) transport = undefined;
      };
    },
    origin: () => transport?.origin ?? UNREACHABLE_ORIGIN,
    openConnection: () => transport?.openConnection?.(),
    sendEvent(body, what) {
      // Only `stop` makes a delivery reject, and then nobody waits for it.
      const delivery: Promise<void> = deliverEvent(body, what)
        .catch(() => undefined)
        .finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async sendInteraction(envelope, what) {
      const outcome = await attempt(envelope);
      tell({ eventId: "", what, attempt: 0 }, outcome);
      return outcome;
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: () => stopping.abort(new Error("the local workspace was stopped")),
  };
}

async function deliverInTime(
  transport: AppTransport,
  envelope: Envelope,
  timeoutMs: number,
): Promise<DeliveryOutcome> {
  const late = new AbortController();
  const answered = new AbortController();
  const timeout = sleep(timeoutMs, answered.signal).then((): DeliveryOutcome => {
    late.abort(new Error(`not acknowledged within ${timeoutMs} ms`));
    return { ok: false, reason: "http_timeout" };
  });
  const delivered = transport
    .deliver(envelope, late.signal)
    .catch((): DeliveryOutcome => ({ ok: false, reason: "unknown_error" }));
  const outcome = await Promise.race([delivered, timeout]);
  answered.abort();
  return outcome;
}
