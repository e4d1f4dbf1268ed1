import type { IncomingMessage, RequestListener } from "node:http";
import express, { type ErrorRequestHandler, type Request, type Response } from "express";
import { recordAct } from "../audit/index.ts";
import { ChiefError, inexactNumeralIn, newId } from "../kernel/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import { authenticate } from "./authenticate.ts";
import { documentRoute } from "./openapi-document.ts";
import { ApiProblem, type Problem, problemOf } from "./problem.ts";
import type { Caller, RawRequest, Route, RouteAnswer } from "./route.ts";
import { API_ROUTES } from "./routes.ts";
import { sendAnswer } from "./send-answer.ts";

/** The REST API. */
export interface Api {
  /** Whether a request is for it, by its path alone. */
  takes(request: Pick<IncomingMessage, "url">): boolean;
  readonly listener: RequestListener;
}

const ROOT = "/api/v1";
const USUAL_BODY_BYTES = 1024 * 1024;
const JSON_TYPES = ["application/json", "application/*+json"];

/**
 * Builds the API over the rooms. Each request goes the same way: token, window of the token, role, what the route's
 * schemas say, the record of the act, and only then its handler.
 */
export function createApi(deps: ApiDeps): Api {
  const routes = [...API_ROUTES, documentRoute(API_ROUTES)];
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use((_request, response, next) => {
    response.set({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
    next();
  });
  for (const path of pathsOf(routes)) {
    const here = routes.filter((route) => route.path === path);
    const at = app.route(ROOT + path.replace(/\{(\w+)\}/g, ":$1"));
    for (const route of here) at[route.method](...handlersOf(deps, route));
    at.all(() => {
      throw wrongMethod(here);
    });
  }
  app.use(() => {
    const detail = `There is nothing at this address. What there is: ${ROOT}/openapi.json.`;
    throw new ApiProblem(404, "api.no_such_path", { detail });
  });
  app.use(failed(deps));
  return { takes: ({ url = "" }) => /^\/api(?:[/?#]|$)/.test(url), listener: app };
}

/** The paths, those with names in them last: `/rules/preview` is no rule. */
function pathsOf(routes: readonly Route[]): string[] {
  const paths = [...new Set(routes.map(({ path }) => path))];
  return paths.toSorted((a, b) => Number(a.includes("{")) - Number(b.includes("{")));
}

function wrongMethod(here: readonly Route[]): ApiProblem {
  const methods = here.map(({ method }) => method.toUpperCase()).join(", ");
  const detail = `This address takes ${methods}.`;
  return new ApiProblem(405, "api.wrong_method", { detail, headers: { Allow: methods } });
}

function handlersOf(deps: ApiDeps, route: Route) {
  const limit = route.maxBytes ?? USUAL_BODY_BYTES;
  const inexact = new WeakMap<IncomingMessage, string>();
  const verify = (request: IncomingMessage, _: unknown, body: Buffer) => {
    const numeral = route.holdsArguments ? inexactNumeralIn(body.toString("utf8")) : undefined;
    if (numeral !== undefined) inexact.set(request, numeral);
  };
  const body = route.body ? [express.json({ type: JSON_TYPES, limit, strict: false, verify })] : [];
  const callers = new WeakMap<Request, Caller>();
  const admit = async (request: Request, response: Response, next: () => void) => {
    if (route.who !== "anyone") callers.set(request, await admitted(deps, route, [request, response]));
    next();
  };
  const serve = async (request: Request, response: Response) => {
    const caller = callers.get(request);
    if (route.body) refuseOtherTypes(request);
    const numeral = inexact.get(request);
    if (numeral !== undefined) throw inexactNumber(numeral);
    const raw = rawOf(request, response);
    const onValid = () => (caller ? noteAct(deps, route, { caller, path: request.path }) : Promise.resolve());
    // A route for anyone knows no caller, and asks for none.
    const answer: RouteAnswer<unknown> = await route.serve(deps, caller as Caller, { ...raw, onValid });
    await sendAnswer(response, route.status, answer);
  };
  return [admit, ...body, serve];
}

async function admitted(
  deps: ApiDeps,
  route: Route,
  [request, response]: [Request, Response],
): Promise<Caller> {
  const { caller, headers } = await authenticate(deps, request.get("authorization"));
  response.set(headers);
  if (route.who === "admin" && caller.member.role !== "admin") {
    const detail = "Only admins may do this: use a token with the role admin, of an admin.";
    throw new ApiProblem(403, "api.admins_only", { detail });
  }
  return caller;
}

function refuseOtherTypes(request: Request): void {
  if (!hasContent(request) || request.is(JSON_TYPES)) return;
  const detail = "Send the body as JSON, with “Content-Type: application/json”.";
  throw new ApiProblem(415, "api.not_json", { detail });
}

function inexactNumber(numeral: string): ApiProblem {
  const detail = `The number ${numeral} has more digits than a number keeps, so another one would be sent. Send it as a text, in quotes.`;
  return new ApiProblem(422, "api.inexact_number", { detail });
}

const hasContent = (request: Request) =>
  request.headers["transfer-encoding"] !== undefined || Number(request.get("content-length") ?? 0) > 0;

function rawOf(request: Request, response: Response): Omit<RawRequest, "onValid"> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return {
    params: { ...request.params },
    query: { ...request.query },
    body: request.body,
    idempotencyKey: request.get("idempotency-key"),
    gone: gone.signal,
  };
}

/** Puts on record that a token was used to change something, before that is done. */
async function noteAct(
  { db, clock }: ApiDeps,
  route: Route,
  { caller, path }: { caller: Caller; path: string },
): Promise<void> {
  if (route.method === "get" || route.isAct === false) return;
  const { member, tokenId, tokenName } = caller;
  const detail = { operation: route.operationId, token: tokenName, path };
  const { workspaceId, id: actor } = member;
  await db.transaction((tx) =>
    recordAct(tx, { workspaceId, actor, act: "api.request", subject: tokenId, detail }, clock()),
  );
}

/** Answers what was thrown as a problem of RFC 9457. Only what Chief means to tell is told. */
function failed({ logger }: ApiDeps): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const known = knownProblem(error);
    if (known) response.set(known.headers);
    const problem = known ? problemOf(known) : unknownProblem();
    if (problem.reference !== undefined) {
      const { reference } = problem;
      const { method, path } = request;
      logger.error({ err: error, reference, method, path }, "a request of the API failed");
    }
    response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  };
}

function knownProblem(error: unknown): ApiProblem | undefined {
  if (error instanceof ApiProblem) return error;
  if (error instanceof ChiefError && error.toldToUser !== undefined)
    return new ApiProblem(422, error.code, { detail: error.toldToUser });
  return problemOfBody(error);
}

/** What express says about a body or a path that it could not read. */
function problemOfBody(error: unknown): ApiProblem | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  const { status } = error;
  if (typeof status !== "number" || status < 400 || status > 499) return undefined;
  if (status === 413) {
    const most = "limit" in error && typeof error.limit === "number" ? ` of ${error.limit} bytes` : "";
    return new ApiProblem(413, "api.too_big", {
      detail: `The body is over the limit${most} of this operation.`,
    });
  }
  const isJson = "type" in error && error.type === "entity.parse.failed";
  const detail = isJson ? "The body is not JSON." : "The request could not be read.";
  return new ApiProblem(status, isJson ? "api.not_json" : "api.unreadable", { detail });
}

function unknownProblem(): Problem {
  return {
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
    detail: "Something went wrong in Chief. It was logged; tell its operator the reference.",
    code: "api.failed",
    reference: newId("err"),
  };
}
