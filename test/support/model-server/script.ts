import type { JsonObject } from "../../../src/kernel/index.ts";
import type { ChatRequest } from "./chat-request.ts";

/** What the server answers to one request. Nothing but `text` or `toolCalls` is needed. */
export interface Reply {
  readonly text?: string;
  /** Arguments are an object, or the text that a clumsy model would write. */
  readonly toolCalls?: readonly {
    readonly id?: string;
    readonly name: string;
    readonly arguments?: JsonObject | string;
  }[];
  readonly usage?: { readonly prompt: number; readonly completion: number; readonly cached?: number };
  readonly finishReason?: string;
  /** The body itself; a list is sent piece by piece, each in its own packet. */
  readonly raw?: string | readonly string[];
  /** An error with this status, in the API's shape unless `raw` is given. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Wait before the first byte. */
  readonly delayMs?: number;
  /** Break off half way: close the socket, end in good order, or fall silent. */
  readonly cutOff?: "reset" | "end" | "silence";
}

/** One step of a script: a reply, and the requests it is meant for (any, unless it says). */
export interface ScriptStep extends Reply {
  readonly when?: (request: ChatRequest) => boolean;
}

export interface Script {
  /** Adds a step. Each is used once, the first unused one whose `when` accepts the request. */
  reply(step: ScriptStep): Script;
}

export interface ScriptQueue extends Script {
  take(request: ChatRequest): Reply | undefined;
  readonly leftovers: readonly ScriptStep[];
}

export function createScript(): ScriptQueue {
  const steps: ScriptStep[] = [];
  const script: ScriptQueue = {
    reply(step) {
      steps.push(step);
      return script;
    },
    take(request) {
      const at = steps.findIndex((step) => step.when?.(request) ?? true);
      return at === -1 ? undefined : steps.splice(at, 1)[0];
    },
    leftovers: steps,
  };
  return script;
}
