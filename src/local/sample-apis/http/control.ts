import type { IncomingMessage } from "node:http";
import type { Json } from "../../../kernel/index.ts";
import type { Api, ApiReply } from "./api.ts";
import { Problem } from "./problem.ts";
import type { Switches } from "./switches.ts";

const MOST_COUNTED = 10_000;

/** What is beside the API: its document, its failure switches, and a count of its requests. */
export interface Control {
  /** The reply when `path` is one of these, else undefined. @throws Problem */
  reply(request: IncomingMessage, path: string, body: Json | undefined): ApiReply | undefined;
  /** Counts a request to the API. */
  count(method: string, path: string): void;
}

export function createControl(api: Api, switches: Switches): Control {
  const counts = new Map<string, number>();
  const replies: Readonly<Record<string, (body: Json | undefined) => object>> = {
    "GET /__switches": () => switches.current(),
    "POST /__switches": (body) => switches.set(body),
    "GET /__requests": () => Object.fromEntries(counts),
    "DELETE /__requests": () => {
      counts.clear();
      return {};
    },
  };
  return {
    reply(request, path, body) {
      if (request.method === "GET" && /^(\/v1)?\/openapi\.json$/.test(path))
        return { status: 200, body: api.document };
      if (!path.startsWith("/__")) return undefined;
      checkIsLocal(request);
      const act = replies[`${request.method} ${path}`];
      if (!act)
        throw new Problem({
          status: 404,
          title: "Not found",
          detail: `There are: ${Object.keys(replies).join(", ")}`,
        });
      return { status: 200, body: act(body) };
    },
    count(method, path) {
      const key = `${method} ${path}`;
      if (counts.size < MOST_COUNTED || counts.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
  };
}

/** From this machine, and not by way of a web page: those send an Origin, or a name that was rebound to us. */
function checkIsLocal({ socket, headers }: IncomingMessage): void {
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? "");
  const isLocalName = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? "");
  if (isLoopback && isLocalName && headers.origin === undefined) return;
  throw new Problem({
    status: 403,
    title: "Forbidden",
    detail: "Switches and counts are for programs on this machine only",
  });
}
