/**
 * A token endpoint on loopback that rotates refresh tokens strictly: each is good once, and one that comes twice ends
 * its whole family, as RFC 9700 section 4.14.2 wants it. `answer` puts something else in place of the next answers.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

type Answer = (form: URLSearchParams, response: ServerResponse) => void;

export interface TokenServer {
  readonly url: string;
  /** The forms that came, in order. */
  readonly asked: URLSearchParams[];
  /** Their `Authorization` headers. */
  readonly authorizations: string[];
  /** The refresh token that is good now. */
  current(): string;
  /** Whether the access token is one that this server gave, and still good. */
  isGood(accessToken: string): boolean;
  /** Answers like this until `answer()` brings back the strict rotation. */
  answer(like?: Answer): void;
  readonly expiresInSeconds: { value: number };
}

export async function startTokenServer(): Promise<TokenServer> {
  let generation = 1;
  let isAlive = true;
  let like: Answer | undefined;
  const asked: URLSearchParams[] = [];
  const authorizations: string[] = [];
  const expiresInSeconds = { value: 3600 };
  const rotate: Answer = (form, response) => {
    if (!isAlive || form.get("refresh_token") !== `refresh-${generation}`) {
      isAlive = false;
      return json(response, 400, { error: "invalid_grant" });
    }
    generation += 1;
    json(response, 200, {
      access_token: `access-${generation}`,
      refresh_token: `refresh-${generation}`,
      token_type: "Bearer",
      expires_in: expiresInSeconds.value,
    });
  };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    asked.push(form);
    authorizations.push(request.headers.authorization ?? "");
    (like ?? rotate)(form, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    asked,
    authorizations,
    current: () => `refresh-${generation}`,
    isGood: (accessToken) => isAlive && accessToken === `access-${generation}`,
    answer(next) {
      like = next;
    },
    expiresInSeconds,
  };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
