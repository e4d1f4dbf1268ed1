/**
 * The port's adapter for OpenAI-compatible Chat Completions endpoints.
 *
 * A call walks: body in the dialect that this endpoint was found to speak → the `openai` package, which signs,
 * sends, and retries 408, 409, 429, 5xx and broken connections → an event stream or one JSON object, read to its end
 * → an outcome. The package's own stream reader and `fetch` are not used: they are two thirds of what a call costs.
 */
import type OpenAI from "openai";
import type { Secret } from "../kernel/index.ts";
import type { Answer } from "./answer.ts";
import { type CallWatch, watchCall } from "./call-watch.ts";
import { simplerDialect, WHOLE_DIALECT } from "./dialect.ts";
import { estimateUsage } from "./estimate-usage.ts";
import { failureOf } from "./failure.ts";
import type { Model, ModelFailure, ModelOutcome, ModelRequest } from "./model.ts";
import { createClient } from "./openai-client.ts";
import { readAnswer } from "./read-answer.ts";
import { createWireRequests } from "./request-body.ts";

export interface OpenAiModelOptions {
  readonly apiKey: Secret;
  /** Up to and with the version, such as `https://api.openai.com/v1`, which is the default. */
  readonly baseUrl?: string;
  readonly model: string;
  /** How long the endpoint may take to begin its answer, and be silent in the middle of it. */
  readonly timeoutMs: number;
  /** How often a call is sent again after 408, 409, 429, 5xx or a broken connection. */
  readonly maxRetries: number;
  /** Instead of direct connections with keep-alive. */
  readonly fetch?: typeof fetch;
}

const CLOSING_MS = 1_000;

/**
 * A model behind an OpenAI-compatible endpoint (`POST {baseUrl}/chat/completions`), streamed where it can.
 *
 * What an endpoint refuses (usage in the stream, streaming, the newer name of the output limit) is left out from
 * then on. `complete` rejects for defects only: everything an endpoint can do is a `ModelFailure`.
 */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const client = createClient(options);
  const wireRequest = createWireRequests();
  let dialect = WHOLE_DIALECT;

  const post = async (request: ModelRequest, watch: CallWatch): Promise<Response> => {
    for (;;) {
      const spoken = dialect;
      try {
        return await send(client, wireRequest(options.model, request, spoken), watch);
      } catch (error) {
        const simpler = simplerDialect(spoken, error);
        if (!simpler) throw error;
        dialect = simpler;
      }
    }
  };
  const complete = async (request: ModelRequest): Promise<ModelOutcome> => {
    const startedAt = performance.now();
    const watch = watchCall(request.signal);
    try {
      const response = await Promise.race([post(request, watch), watch.ended]);
      const answer = await readBody(response, request, { watch, timeoutMs: options.timeoutMs });
      const usage = answer.usage ?? estimateUsage(request, answer);
      return { ok: true, ...answer, usage, durationMs: performance.now() - startedAt };
    } catch (error) {
      return withoutKey(failureOf(watch.whyEnded() ?? error), options.apiKey);
    } finally {
      watch.release();
    }
  };
  return { name: options.model, complete };
}

/** As `client.chat.completions.create` does, which would write the whole body anew each time. */
function send(client: OpenAI, body: Uint8Array, { signal }: CallWatch): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return client.post("/chat/completions", { body, headers, signal }).asResponse();
}

async function readBody(
  response: Response,
  request: ModelRequest,
  limits: { watch: CallWatch; timeoutMs: number },
): Promise<Answer> {
  const { watch, timeoutMs } = limits;
  watch.allowSilence(timeoutMs);
  return readAnswer(response.body ?? emptyBody(), {
    onText: request.onText ?? (() => {}),
    onPiece: (isDone) => watch.allowSilence(isDone ? Math.min(CLOSING_MS, timeoutMs) : timeoutMs),
  });
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

/** Some endpoints quote the key they refuse. */
function withoutKey(failure: ModelFailure, apiKey: Secret): ModelFailure {
  if (apiKey.byteLength === 0) return failure;
  return { ...failure, message: failure.message.replaceAll(apiKey.reveal(), "[secret]") };
}
