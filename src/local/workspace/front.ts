import type { FaultRule, Faults } from "./faults.ts";
import { type Files, isComplete } from "./files.ts";
import type { TakeToken } from "./rate-limits.ts";
import type { AnswerResponseUrl } from "./response-answers.ts";
import { readArguments } from "./web-api/arguments.ts";
import type { BotTokens } from "./web-api/bot-tokens.ts";
import type { Dispatch } from "./web-api/dispatch.ts";
import { ApiRefusal } from "./web-api/refusal.ts";

/** The workspace as HTTP: Slack's Web API under `/api/`, response URLs, upload addresses and files. */
export type Front = (request: Request) => Promise<Response>;

interface FrontParts {
  readonly dispatch: Dispatch;
  readonly faults: Faults;
  readonly takeToken: TakeToken;
  readonly answerResponseUrl: AnswerResponseUrl;
  readonly files: Files;
  readonly tokens: Pick<BotTokens, "isBot">;
  /** The pages of Sign in with Slack; undefined for another path. */
  readonly openIdPage: (url: URL) => Response | undefined;
}

export function createFront(parts: FrontParts): Front {
  return async (request) => {
    const url = new URL(request.url);
    const { pathname } = url;
    const [, place = "", name = ""] = pathname.split("/");
    if (place === "api") return callMethod(parts, name, request);
    if (place === "response") return answerUrl(parts, name, request);
    if (place === "upload") return upload(parts, name, request);
    if (place === "files") return download(parts, name, request);
    return parts.openIdPage(url) ?? new Response("not found", { status: 404 });
  };
}

/** The name of answers to response URLs among the faults. */
const RESPONSE_URL = "response_url";

async function callMethod(parts: FrontParts, method: string, request: Request): Promise<Response> {
  try {
    const given = await readArguments(request);
    const channel = given["channel"] ?? given["channel_id"];
    const fault = parts.faults.next(method, typeof channel === "string" ? channel : undefined);
    if (fault !== undefined && fault.kind !== "answer_lost") return fail(fault, request.signal);
    const retryAfterSeconds = parts.takeToken(method);
    if (retryAfterSeconds !== undefined)
      return fail({ kind: "rate_limited", retryAfterSeconds }, request.signal);
    const token = bearerOf(request) ?? (typeof given["token"] === "string" ? given["token"] : undefined);
    const answer = parts.dispatch({ method, token, given, origin: new URL(request.url).origin });
    return fault ? fail({ kind: "server_error" }, request.signal) : Response.json(answer);
  } catch (error) {
    if (error instanceof ApiRefusal) return Response.json({ ok: false, error: error.error });
    throw error;
  }
}

function fail(
  fault: Exclude<FaultRule["fault"], { kind: "answer_lost" }>,
  signal: AbortSignal,
): Promise<Response> | Response {
  switch (fault.kind) {
    case "rate_limited":
      return Response.json(
        { ok: false, error: "ratelimited" },
        { status: 429, headers: { "retry-after": String(fault.retryAfterSeconds) } },
      );
    case "server_error":
      return new Response("internal error", { status: 500 });
    case "refuse":
      return Response.json({ ok: false, error: fault.error });
    case "hang":
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
  }
}

async function answerUrl(parts: FrontParts, token: string, request: Request): Promise<Response> {
  const fault = parts.faults.next(RESPONSE_URL);
  if (fault?.kind === "refuse") return Response.json({ ok: false, error: fault.error }, { status: 404 });
  const body: unknown = await request.json().catch(() => undefined);
  const refusal = parts.answerResponseUrl(token, body);
  if (refusal === undefined) return new Response("ok");
  return Response.json({ ok: false, error: refusal.error }, { status: refusal.status });
}

/** Takes a file's bytes, raw or as the only file of a form, as the WebClient sends them. */
async function upload({ files }: FrontParts, fileId: string, request: Request): Promise<Response> {
  const file = files.find(fileId);
  if (file === undefined || isComplete(file)) return new Response("not found", { status: 404 });
  const isAsAnnounced = await files.fill(file, uploadedPieces(request));
  if (!isAsAnnounced) return new Response("length does not match", { status: 400 });
  return new Response(`OK - ${file.size}`);
}

async function* uploadedPieces(request: Request): AsyncGenerator<Uint8Array> {
  if (!(request.headers.get("content-type") ?? "").startsWith("multipart/")) {
    if (request.body) yield* request.body;
    return;
  }
  const form = await request.formData();
  for (const part of form.values()) {
    if (typeof part !== "string") return yield new Uint8Array(await part.arrayBuffer());
  }
}

/** Files want the bot's token, as Slack's `url_private` does; without it Slack shows a sign-in page. */
function download({ files, tokens }: FrontParts, fileId: string, request: Request): Response {
  if (!tokens.isBot(bearerOf(request) ?? "")) {
    return new Response("<html>Sign in to Slack</html>", { headers: { "content-type": "text/html" } });
  }
  const file = files.read(fileId);
  if (file === undefined) return new Response("not found", { status: 404 });
  return new Response(file.pieces(), { headers: { "content-type": file.mimetype } });
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
