import type { JsonObject } from "../../../kernel/index.ts";
import type { ApiArguments } from "./arguments.ts";

/** One call that passed the checks of its token. */
export interface ApiCall {
  readonly args: ApiArguments;
  /** Under which address the caller reached us; upload addresses are made from it. */
  readonly origin: string;
  /** The user that the token stands for: the bot user, or a person who signed in. */
  readonly userId: string;
}

/** A Web API method: which token it takes, which scope it wants (any of them), and what it answers besides `ok`. */
export interface ApiMethod {
  readonly token: "bot" | "app" | "user" | "none";
  readonly scopes?: readonly string[];
  call(call: ApiCall): JsonObject;
}

export type ApiMethods = Readonly<Record<string, ApiMethod>>;

/** `items` from `cursor` on, at most `limit`, and Slack's `response_metadata` for the next page. */
export function page<T>(
  items: readonly T[],
  { args }: ApiCall,
  limits: { readonly otherwise: number; readonly max: number },
): { readonly items: readonly T[]; readonly metadata: JsonObject; readonly hasMore: boolean } {
  const cursor = args.text("cursor") ?? "";
  const start = cursor === "" ? 0 : Number(Buffer.from(cursor, "base64").toString().replace("next:", ""));
  const end = start + args.limit(limits.otherwise, limits.max);
  const hasMore = end < items.length;
  const next_cursor = hasMore ? Buffer.from(`next:${end}`).toString("base64") : "";
  return { items: items.slice(start, end), metadata: { response_metadata: { next_cursor } }, hasMore };
}
