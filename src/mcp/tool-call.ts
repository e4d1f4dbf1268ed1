import type { Json, JsonObject } from "../kernel/index.ts";
import type { McpFailure } from "./failure.ts";
import type { Listing } from "./listing.ts";
import type { McpLimits } from "./server.ts";

/** One call of a tool, as it was decided on. */
export interface ToolCall {
  readonly tool: string;
  readonly arguments: JsonObject;
  /** The definition that it was decided on; with any other nothing is sent. */
  readonly pin: string;
  /** Whether its tools are read anew whatever was read before; else when that was over a minute ago. */
  readonly looksFirst: boolean;
  readonly limits: McpLimits;
  readonly signal?: AbortSignal;
}

/** What came of it. `listing` is what the server offers, if it was read on the way. */
export type ToolAnswer = { readonly listing: Listing | undefined } & (
  | { readonly kind: "result"; readonly body: Json; readonly bytes: number }
  /** The tool ran and says that it failed. */
  | { readonly kind: "tool_error"; readonly message: string }
  /** The server offers another tool under this name, or none; nothing was sent. */
  | { readonly kind: "changed" }
  | { readonly kind: "failed"; readonly failure: McpFailure; readonly mayHaveBeenSent: boolean }
);
