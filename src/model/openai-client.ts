import OpenAI from "openai";
import { createLeanFetch } from "../egress/index.ts";
import type { Secret } from "../kernel/index.ts";
import { guardedFetch } from "./guarded-fetch.ts";

/** An OpenAI-compatible endpoint, and how patiently it is asked. */
export interface EndpointOptions {
  readonly apiKey: Secret;
  /** Up to and with the version, such as `https://api.openai.com/v1`, which is the default. */
  readonly baseUrl?: string;
  /** How long the endpoint may take to begin its answer. */
  readonly timeoutMs: number;
  /** How often a call is sent again after 408, 409, 429, 5xx or a broken connection. */
  readonly maxRetries: number;
  /** Instead of direct connections with keep-alive. */
  readonly fetch?: typeof fetch;
}

const OPENAI_URL = "https://api.openai.com/v1";
const CONNECT_TIMEOUT_MS = 10_000;

/** The package's client, held back from the environment, from keeping the key, and from pauses nobody would wait for. */
export function createClient(options: EndpointOptions): OpenAI {
  const send = options.fetch ?? createLeanFetch({ connectTimeoutMs: CONNECT_TIMEOUT_MS });
  return new OpenAI({
    // The real key is put in by `guardedFetch`, so that the package does not keep it in a string.
    apiKey: "in-fetch",
    baseURL: options.baseUrl ?? OPENAI_URL,
    timeout: options.timeoutMs,
    maxRetries: options.maxRetries,
    fetch: guardedFetch(send, options.apiKey),
    // Each of these would otherwise be read from the environment behind `config.ts`'s back.
    logLevel: "off",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
  });
}
