/**
 * Token answers as providers really give them, from a file, through the code that asks for tokens: each case is served
 * over loopback and answered with `token…` or `error…`.
 */
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEgress } from "../../../src/egress/index.ts";
import { refreshGrant } from "../../../src/vault/oauth/grants.ts";
import type { OAuthServer, Quirks } from "../../../src/vault/oauth/oauth-server.ts";
import { renewGrant } from "../../../src/vault/oauth/renew-grant.ts";
import type { TokenOutcome } from "../../../src/vault/oauth/token-outcome.ts";

export interface QuirkCase {
  readonly id: string;
  readonly name: string;
  readonly response: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly content_type?: string;
    readonly body?: unknown;
    readonly raw?: string;
    readonly repeat_token_bytes?: number;
    /** The answer breaks off. */
    readonly truncate?: boolean;
    /** No answer comes. */
    readonly hang?: boolean;
    readonly location?: string;
  };
  readonly expected: string;
  readonly quirks: readonly string[];
}

export interface QuirkResult {
  readonly quirkCase: QuirkCase;
  readonly outcome: string;
  readonly isAsExpected: boolean;
}

export function readQuirkCases(path: string): QuirkCase[] {
  return JSON.parse(readFileSync(path, "utf8")).cases;
}

const OLD_REFRESH_TOKEN = "old-refresh-token";
const TIMEOUT_MS = 2500;

/** Runs every case, one after the other. */
export async function runQuirkCases(cases: readonly QuirkCase[]): Promise<QuirkResult[]> {
  let current: QuirkCase | undefined;
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => current && answer(current, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const egress = createEgress();
  const results: QuirkResult[] = [];
  try {
    for (const quirkCase of cases) {
      current = quirkCase;
      const outcome = await outcomeOf(egress, quirkCase, `http://127.0.0.1:${port}/token`);
      results.push({ quirkCase, outcome, isAsExpected: isAsExpected(outcome, quirkCase.expected) });
    }
  } finally {
    await egress.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return results;
}

function answer({ response: given }: QuirkCase, response: ServerResponse): void {
  if (given.hang) return;
  const text =
    given.raw ??
    (given.repeat_token_bytes === undefined
      ? JSON.stringify(given.body ?? { access_token: "a", token_type: "bearer" })
      : JSON.stringify({ access_token: "a".repeat(given.repeat_token_bytes), token_type: "bearer" }));
  const headers = {
    "content-type": given.content_type ?? "application/json",
    ...(given.location ? { location: given.location } : {}),
    ...given.headers,
  };
  if (!given.truncate) {
    response.writeHead(given.status ?? 200, headers).end(text);
    return;
  }
  response.writeHead(given.status ?? 200, { ...headers, "content-length": String(text.length) });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

async function outcomeOf(
  egress: ReturnType<typeof createEgress>,
  quirkCase: QuirkCase,
  tokenUrl: string,
): Promise<string> {
  const deps = {
    egress: {
      fetchFor: (...[destination, limits]: Parameters<typeof egress.fetchFor>) =>
        egress.fetchFor(destination, { ...limits, timeoutMs: TIMEOUT_MS }),
    },
  };
  const server: OAuthServer = {
    authorizationUrl: tokenUrl,
    tokenUrl,
    clientAuth: "post",
    quirks: Object.assign({}, ...quirkCase.quirks.map(quirkOf)),
    allowPrivateNetwork: true,
  };
  const client = { id: "chief", secret: "s3cret" };
  const outcome = await refreshGrant(deps, server, { client, refreshToken: OLD_REFRESH_TOKEN });
  if (!outcome.ok || !quirkCase.expected.startsWith("token:keep-old-refresh")) return wordOf(outcome);
  const credential = { method: "oauth2", server, client, scopes: [] } as const;
  const tokens = { accessToken: "old", refreshToken: OLD_REFRESH_TOKEN };
  const renewal = await renewGrant(deps, { credential, client, tokens, now: new Date() });
  const isKept = renewal.kind === "renewed" && renewal.granted.refreshToken === OLD_REFRESH_TOKEN;
  return isKept ? "token:keep-old-refresh" : "token";
}

/** A flag of the file as the declaration of a provider. */
function quirkOf(flag: string): Quirks {
  const [name = "", value] = flag.split(/[:=]/);
  switch (name) {
    case "form":
      return { form: true };
    case "slack":
      return { bearerTokenTypes: ["bot", "user"] };
    case "defaultTokenType":
      return { defaultTokenType: "bearer" };
    case "dropIdToken":
      return { dropIdToken: true };
    case "tokenPath":
      return { tokenPath: value ?? "authed_user" };
    default:
      // One that no provider can declare: the case shows whether it was needed.
      return {};
  }
}

function wordOf(outcome: TokenOutcome): string {
  if (outcome.ok) return Object.hasOwn(Object.prototype, "x") || "x" in {} ? "token" : "token:no-pollution";
  switch (outcome.kind) {
    case "refused":
    case "unreadable":
      return `error:${outcome.code}`;
    case "passing":
    case "cut_off":
      return "error:retry";
  }
}

/** `token` and `error` alone stand for any of their kind. */
function isAsExpected(outcome: string, expected: string): boolean {
  return expected.includes(":") ? outcome === expected : outcome.split(":")[0] === expected;
}
