import { isJsonObject, type Json, type JsonObject, type Secret } from "../kernel/index.ts";
import { AnswerError } from "./answer-error.ts";
import { failureOf } from "./failure.ts";
import type { ModelFailure } from "./model.ts";
import { createClient } from "./openai-client.ts";

/** What came of asking for vectors: one for each text, in order, all of one length. */
export type EmbedOutcome =
  | { readonly ok: true; readonly vectors: readonly (readonly number[])[] }
  | ModelFailure;

/** Turns texts into vectors that lie close when the texts mean the same. */
export interface Embedder {
  /** As the endpoint knows it; vectors of different models do not compare. */
  readonly name: string;
  embed(texts: readonly string[], signal?: AbortSignal): Promise<EmbedOutcome>;
}

const NONSENSE: ModelFailure = {
  ok: false,
  reason: "nonsense",
  message: "the endpoint's answer does not hold one vector of numbers for each text",
  toldToUser: "The embeddings endpoint sent something that is not an answer.",
};

/** `timeoutMs` is how long the endpoint may take to begin its answer. */
export interface OpenAiEmbedderOptions {
  readonly apiKey: Secret;
  /** Up to and with the version, such as `https://api.openai.com/v1`, which is the default. */
  readonly baseUrl?: string;
  readonly model: string;
  readonly timeoutMs: number;
  readonly maxRetries: number;
}

/** Embeddings of an OpenAI-compatible endpoint (`POST {baseUrl}/embeddings`). */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model } = options;
  const client = createClient(options);
  return {
    name: model,
    async embed(texts, signal = new AbortController().signal) {
      try {
        const asked = client.embeddings.create(
          { model, input: [...texts], encoding_format: "float" },
          { signal },
        );
        const response = await asked.asResponse();
        const vectors = vectorsIn(await readJson(response));
        return vectors && isWhole(vectors, texts.length) ? { ok: true, vectors } : NONSENSE;
      } catch (error) {
        if (!signal.aborted) return failureOf(error);
        return failureOf(new AnswerError("timeout", "the embeddings endpoint was not waited for any longer"));
      }
    },
  };
}

const MOST_BYTES = 64_000_000;

/** The answer as JSON; undefined when it is none, broke off, or is far too long to be one. */
async function readJson({ body }: Response): Promise<Json | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > MOST_BYTES) return undefined;
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}

/** The vectors of an answer in the order of the texts; undefined when it holds anything else. */
function vectorsIn(answer: Json | undefined): number[][] | undefined {
  const data = isJsonObject(answer ?? null) ? (answer as JsonObject)["data"] : undefined;
  if (!Array.isArray(data)) return undefined;
  const entries = data.filter(isJsonObject);
  const indexed = entries.map((entry, at) => ({
    at: Number(entry["index"] ?? at),
    vector: entry["embedding"],
  }));
  const vectors = indexed.sort((a, b) => a.at - b.at).map(({ vector }) => vector);
  return vectors.every((vector): vector is number[] => Array.isArray(vector)) ? vectors : undefined;
}

function isWhole(vectors: readonly (readonly unknown[])[], count: number): boolean {
  const length = vectors[0]?.length ?? 0;
  const isRight = (vector: readonly unknown[]) => vector.length === length && vector.every(Number.isFinite);
  return vectors.length === count && length > 0 && vectors.every(isRight);
}
