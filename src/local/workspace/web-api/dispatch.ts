import type { JsonObject } from "../../../kernel/index.ts";
import type { AppSettings } from "../app-settings.ts";
import type { Identity } from "../state.ts";
import { createArguments } from "./arguments.ts";
import type { BotTokens } from "./bot-tokens.ts";
import type { ApiMethod, ApiMethods } from "./method.ts";
import { ApiRefusal } from "./refusal.ts";

/** A call of a method by name, before anything was checked. */
export interface RawCall {
  readonly method: string;
  readonly token: string | undefined;
  readonly given: Readonly<Record<string, unknown>>;
  readonly origin: string;
}

/** Answers a call with the body that Slack would send, `ok` included. */
export type Dispatch = (call: RawCall) => JsonObject;

interface DispatchParts {
  readonly methods: ApiMethods;
  readonly identity: Identity;
  readonly settings: AppSettings;
  readonly tokens: BotTokens;
  readonly userOf: (token: string) => string | undefined;
}

export function createDispatch(parts: DispatchParts): Dispatch {
  return (call) => {
    try {
      const method = parts.methods[call.method];
      if (method === undefined || !Object.hasOwn(parts.methods, call.method)) {
        throw new ApiRefusal("unknown_method", [`${call.method} is not spoken here`]);
      }
      const userId = authorise(parts, method, call.token);
      const { given, origin } = call;
      return { ok: true, ...method.call({ args: createArguments(given), origin, userId }) };
    } catch (error) {
      if (error instanceof ApiRefusal) return refused(error, parts, call);
      throw error;
    }
  };
}

/** The user for whom `token` speaks. */
function authorise(parts: DispatchParts, method: ApiMethod, token: string | undefined): string {
  const { appToken, botUserId } = parts.identity;
  if (method.token === "none") return botUserId;
  if (token === undefined || token === "") throw new ApiRefusal("not_authed");
  const person = parts.userOf(token);
  const kind = parts.tokens.isBot(token)
    ? "bot"
    : token === appToken
      ? "app"
      : person === undefined
        ? undefined
        : "user";
  if (kind === undefined) throw new ApiRefusal("invalid_auth");
  if (kind !== method.token) throw new ApiRefusal("not_allowed_token_type");
  const { scopes } = method;
  if (kind === "bot" && scopes?.some((scope) => parts.settings.scopes.includes(scope)) === false) {
    throw new ApiRefusal("missing_scope");
  }
  return person ?? botUserId;
}

function refused(refusal: ApiRefusal, parts: DispatchParts, call: RawCall): JsonObject {
  const body: JsonObject = { ok: false, error: refusal.error };
  if (refusal.error === "missing_scope") {
    body["needed"] = parts.methods[call.method]?.scopes?.join(",") ?? "";
    body["provided"] = parts.settings.scopes.join(",");
  }
  if (refusal.details.length === 0) return body;
  const messages = refusal.details.map((detail) => `[ERROR] ${detail}`);
  return { ...body, errors: [...refusal.details], response_metadata: { messages } };
}
