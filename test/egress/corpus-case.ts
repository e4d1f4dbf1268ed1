import type { Destination, PlaceholderKind, RequestTemplate } from "../../src/egress/index.ts";
import type { Json, JsonObject } from "../../src/kernel/index.ts";
import type { CannedAnswer } from "./recording-origin.ts";

/** One case of an egress corpus file (`format` 1). */
export interface CorpusCase {
  readonly id: string;
  readonly kind: string;
  readonly base_url: string;
  readonly template: string;
  readonly inputs: JsonObject;
  /** `allow`: sent as written; `encode`: sent with the value encoded; `block`: nothing leaves for the denied target. */
  readonly expected: "allow" | "encode" | "block";
  readonly why: string;
  /** Answers by look-up number; the last one repeats. `*` is any other host. */
  readonly dns?: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secret_headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly param_types?: Readonly<Record<string, PlaceholderKind>>;
  readonly policy?: Readonly<Record<string, Json>>;
  readonly responses?: Readonly<Record<string, CannedAnswer>>;
  readonly expect_url?: string;
  readonly expect_body?: Json;
  readonly expect_addr?: string;
  readonly expect_headers?: Readonly<Record<string, string>>;
  readonly lookups_max?: number;
}

interface CorpusPolicy {
  readonly allowHttp?: boolean;
  readonly allowNat64?: boolean;
  readonly crossOriginRedirects?: boolean;
  readonly allowHosts?: readonly string[];
  readonly allowCidrs?: readonly string[];
  readonly allowedPorts?: readonly number[];
  readonly ports?: readonly number[];
}

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** The case's template in the product's terms; what follows the first `?` becomes query parameters. */
export function templateOf(testCase: CorpusCase): RequestTemplate {
  const [path = "", ...rest] = testCase.template.split("?");
  const query = rest.length === 0 ? [] : rest.join("?").split("&").map(parameterOf);
  const headers = Object.entries(testCase.headers ?? {}).map(([name, value]) => ({ name, value }));
  const kinds = {
    ...kindsIn(JSON.stringify([query, headers, testCase.body ?? null]), "text"),
    ...kindsIn(path, "segment"),
    ...kindsIn(testCase.base_url, "host-label"),
    ...testCase.param_types,
  };
  return {
    method: testCase.method ?? "GET",
    path,
    query,
    headers,
    placeholders: kinds,
    credentialHeaders: Object.keys(testCase.secret_headers ?? {}),
    ...(testCase.body === undefined
      ? {}
      : { body: { contentType: "application/json", tree: testCase.body } }),
  };
}

function parameterOf(text: string): { name: string; value: string } {
  const [name = "", ...value] = text.split("=");
  return { name, value: value.join("=") };
}

function kindsIn(text: string, kind: PlaceholderKind): Record<string, PlaceholderKind> {
  return Object.fromEntries([...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => [name, kind]));
}

/** The case's policy in the product's terms. Throws on a key it does not know, lest a case pass by being misread. */
export function destinationOf(testCase: CorpusCase): Destination {
  const {
    allowHttp,
    allowNat64,
    crossOriginRedirects,
    allowHosts,
    allowCidrs,
    allowedPorts,
    ports,
    ...unknown
  } = (testCase.policy ?? {}) as CorpusPolicy;
  if (Object.keys(unknown).length > 0) throw new Error(`unknown policy: ${Object.keys(unknown).join(", ")}`);
  return {
    allowHttp: allowHttp ?? false,
    allowNat64: allowNat64 ?? false,
    allowCrossOriginRedirects: crossOriginRedirects ?? false,
    allowedPorts: allowedPorts ?? ports ?? [],
    allowPrivateNetwork:
      allowHosts || allowCidrs ? { cidrs: allowCidrs ?? [], hosts: allowHosts ?? [] } : false,
  };
}
