import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLocalWorkspace, createMemoryWorkspaceStore } from "../../src/local/workspace/index.ts";
import type { Member } from "../../src/people/index.ts";
import type { SlackConnections } from "../../src/slack/index.ts";
import { createWeb } from "../../src/web/index.ts";
import { createGate } from "../../src/web/routes/visitor.ts";
import type { OpenApi } from "../api/open-api.ts";
import { type FoundRoute, routesOf } from "./router-walk.ts";

export interface WebReply {
  readonly status: number;
  readonly to: string;
  readonly text: string;
}

/** The dashboard of the same rooms as a REST API, on loopback, with every route that it can have. */
export interface OpenWeb {
  readonly origin: string;
  readonly routes: readonly FoundRoute[];
  /** The cookie of a browser in which the member is signed in. */
  signedIn(member: Member): Promise<string>;
  send(
    route: FoundRoute,
    options?: {
      cookie?: string;
      fields?: Readonly<Record<string, string>>;
      headers?: Record<string, string>;
    },
  ): Promise<WebReply>;
  close(): Promise<void>;
}

export async function openWeb(api: OpenApi): Promise<OpenWeb> {
  const local = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: api.ground.clock,
  });
  const server = createServer((request, response) => web.listener(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connections = {
    own: async () => undefined,
    ofTeam: async () => undefined,
  } as unknown as SlackConnections;
  const signIn = {
    authorizationUrl: () => "http://127.0.0.1:9/openid/connect/authorize",
    identify: async () => ({ ok: false, message: "nobody" }) as const,
  };
  const options = {
    ...api.rooms,
    publicUrl: origin,
    metrics: { render: () => "" },
    slack: { connections, local, signIn },
    isLost: () => false,
  };
  const web = createWeb(options);
  const gate = createGate(options as never);
  return {
    origin,
    routes: routesOf(web.listener),
    async signedIn(member) {
      const link = await gate.makeLink(origin, member);
      const response = await fetch(link, { redirect: "manual" });
      return response.headers.get("set-cookie")?.split(";")[0] ?? "";
    },
    async send({ method, path }, { cookie = "", fields = {}, headers = {} } = {}) {
      const ending = new AbortController();
      const response = await fetch(origin + path, {
        method,
        redirect: "manual",
        signal: ending.signal,
        headers: { cookie, "sec-fetch-site": "same-origin", ...headers },
        ...(method === "POST" ? { body: new URLSearchParams(fields) } : {}),
      });
      const { status } = response;
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
      const text = isStream ? "" : await response.text();
      if (isStream) ending.abort();
      return { status, to: response.headers.get("location") ?? "", text };
    },
    async close() {
      await new Promise((done) => server.close(done).closeAllConnections());
      await local.stop();
    },
  };
}
