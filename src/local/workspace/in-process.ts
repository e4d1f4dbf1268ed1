import { type App, type Receiver, ReceiverMultipleAckError } from "@slack/bolt";
import type { AppTransport, DeliveryOutcome, Envelope } from "./deliveries.ts";
import type { LocalWorkspace } from "./workspace.ts";

/** Under this origin the app finds the workspace's addresses; nothing is ever dialled. */
const ORIGIN = "https://workspace.invalid";

/**
 * A Bolt receiver that hears the workspace without a port. `start` connects it, `stop` disconnects it.
 *
 * It uses nothing of what `init` is given but `processEvent`, so an inbox may stand in for the App.
 * Payloads are copied: a listener that changes one changes nothing here.
 */
export function createInProcessReceiver(workspace: LocalWorkspace): Receiver {
  let processEvent: App["processEvent"] | undefined;
  let disconnect = () => {};
  const transport: AppTransport = {
    origin: ORIGIN,
    deliver: (envelope) =>
      processEvent === undefined
        ? Promise.resolve({ ok: false, reason: "connection_failed" })
        : deliverTo(processEvent, envelope),
  };
  return {
    init(app) {
      processEvent = (event) => app.processEvent(event);
    },
    async start() {
      disconnect = workspace.connect(transport);
    },
    async stop() {
      disconnect();
    },
  };
}

/**
 * A `fetch` for Bolt's `clientOptions.fetch` that reaches the workspace and nothing else, whatever
 * `slackApiUrl` says. Relative addresses are refused, as by any `fetch` outside a browser.
 */
export function createInProcessFetch(workspace: LocalWorkspace): typeof fetch {
  return (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const request = new Request(input, init);
    return signal === undefined ? workspace.front(request) : untilAborted(workspace.front(request), signal);
  };
}

/** Listens to the caller's own signal: the one of a Request may be collected before it fires. */
function untilAborted(answer: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Resolves with the acknowledgement; an event that Bolt neither acknowledges nor refuses stays open. */
function deliverTo(processEvent: App["processEvent"], envelope: Envelope): Promise<DeliveryOutcome> {
  return new Promise((resolve) => {
    let isAcknowledged = false;
    const { retryNum, retryReason } = envelope;
    processEvent({
      body: copyOf(envelope.body),
      ...(retryNum !== undefined && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
      ack: async (response?: unknown) => {
        if (isAcknowledged) throw new ReceiverMultipleAckError();
        isAcknowledged = true;
        resolve({ ok: true, body: response === undefined ? undefined : copyOf(response) });
      },
    }).catch(() => resolve({ ok: false, reason: "http_error" }));
  });
}

function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
