import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Clock, Json } from "../../../kernel/index.ts";
import type { World } from "../world/world.ts";
import type { Api, ApiReply } from "./api.ts";
import { type Control, createControl } from "./control.ts";
import { misbehave } from "./misbehave.ts";
import { onlyOnce } from "./only-once.ts";
import { Problem } from "./problem.ts";
import { readBody } from "./read-body.ts";
import { createRouter, type Router } from "./router.ts";
import { createSwitches, type Switch, type Switches } from "./switches.ts";

interface ApiListenerDeps {
  readonly api: Api;
  readonly world: World;
  readonly clock: Clock;
  /** Resolves when what has changed in the world is kept. */
  readonly save: () => Promise<void>;
}

interface Serving extends ApiListenerDeps {
  readonly router: Router;
  readonly control: Control;
  readonly switches: Switches;
}

/**
 * Serves an API under `/v1` over HTTP. A request walks: `/__…` and the document, for anyone on this machine → the
 * counter → the switch for failures → the credential → the checks of its operation → the operation → what changed is
 * saved → the reply.
 */
export function createApiListener(deps: ApiListenerDeps): RequestListener {
  const switches = createSwitches();
  const serving = {
    ...deps,
    switches,
    router: createRouter(deps.api),
    control: createControl(deps.api, switches),
  };
  return (request, response) => {
    serve(serving, request, response).catch((error: unknown) => {
      if (error instanceof Problem) sendProblem(response, error);
      else
        sendProblem(response, new Problem({ status: 500, title: "Something broke", detail: String(error) }));
    });
  };
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const body = await readBody(request);
  const controlled = serving.control.reply(request, url.pathname, body);
  if (controlled) return send(response, controlled);
  serving.control.count(request.method ?? "GET", url.pathname);
  const failure = serving.switches.take({ method: request.method ?? "GET", path: url.pathname });
  if (failure && (await fail(serving, { request, response, url, body, failure })) === "answered") return;
  send(response, await perform(serving, { request, url, body }));
}

interface Asked {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Json | undefined;
}

async function fail(serving: Serving, asked: Asked & { response: ServerResponse; failure: Switch }) {
  if (asked.failure.takesEffect) await perform(serving, asked);
  return misbehave(asked.response, asked.failure);
}

async function perform(serving: Serving, { request, url, body }: Asked): Promise<ApiReply> {
  checkCredential(serving.api, request);
  const route = serving.router(request.method ?? "GET", url.pathname);
  const input = {
    path: route.check.path(route.values),
    query: route.check.query(url.searchParams),
    body: route.check.body(body),
    now: serving.clock(),
  };
  if (request.method === "GET") return route.operation(input);
  const key = request.method === "POST" ? request.headers["idempotency-key"] : undefined;
  const identity = { api: serving.api.document.info.title, key, request: [url.pathname, body ?? null] };
  const reply = onlyOnce(serving.world, identity, () => route.operation(input));
  await serving.save();
  return reply;
}

function checkCredential({ credential }: Api, request: IncomingMessage): void {
  const given = request.headers[credential.header];
  if (typeof given === "string" && timingSafeEqual(digest(given), digest(credential.value))) return;
  throw new Problem({
    status: 401,
    title: "Unauthorized",
    detail:
      given === undefined
        ? `The ${credential.header} header is missing`
        : `The ${credential.header} header is wrong`,
    headers: { "www-authenticate": credential.challenge },
  });
}

const digest = (text: string) => createHash("sha256").update(text).digest();

function send(response: ServerResponse, reply: ApiReply): void {
  const text = JSON.stringify(reply.body);
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers }).end(text);
}

function sendProblem(response: ServerResponse, { details }: Problem): void {
  if (response.headersSent) return void response.destroy();
  const { headers, ...members } = details;
  const text = JSON.stringify({ type: "about:blank", ...members });
  response.writeHead(details.status, { "content-type": "application/problem+json", ...headers }).end(text);
}
