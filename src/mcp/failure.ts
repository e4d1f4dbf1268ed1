import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
} from "@modelcontextprotocol/client";
import { EgressError, type EgressReason } from "../egress/index.ts";
import { shortened } from "../kernel/index.ts";
import type { SignOutcome } from "../vault/index.ts";
import type { Traffic } from "./traffic.ts";

/** Why a server did not do what it was asked. `message` is one sentence without its full stop. */
export type McpFailure =
  /** There was nothing to sign with; nothing was sent. */
  | { readonly kind: "unsigned"; readonly refusal: Extract<SignOutcome, { ok: false }> }
  /** HTTP said no, before the protocol was reached. */
  | {
      readonly kind: "http";
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: Buffer;
    }
  /** The guard, the network or the clock ended it. */
  | { readonly kind: "no_answer"; readonly reason: EgressReason; readonly message: string }
  /** It answered with an error of the protocol: that it did nothing. */
  | { readonly kind: "refused"; readonly message: string }
  /** It answered with something that is not the protocol. */
  | { readonly kind: "garbled"; readonly message: string };

const LONGEST_QUOTE = 300;

/** What an exception of the SDK means, with what was seen on the wire. */
export function failureOf(error: unknown, traffic: Traffic, host: string): McpFailure {
  const { unsigned, refused, lost } = traffic;
  if (unsigned) return { kind: "unsigned", refusal: unsigned };
  const guard = lost ?? (error instanceof EgressError ? error : undefined);
  if (guard) return { kind: "no_answer", reason: guard.reason, message: guard.message };
  if (error instanceof Error && error.name === "AbortError")
    return { kind: "no_answer", reason: "aborted", message: `the request to ${host} was stopped` };
  if ((error instanceof SdkHttpError || error instanceof InsufficientScopeError) && refused)
    return { kind: "http", ...refused };
  if (error instanceof ProtocolError)
    return { kind: "refused", message: `${host} refused it: “${quoted(error.message)}”` };
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout)
    return { kind: "no_answer", reason: "timeout", message: `${host} did not answer in time` };
  if (refused) return { kind: "http", ...refused };
  if (error instanceof SdkError && error.code === SdkErrorCode.ListPaginationExceeded)
    return { kind: "garbled", message: `${host} lists more pages of tools than I read` };
  return {
    kind: "garbled",
    message: `${host} answered with something that is not MCP; check its address`,
  };
}

function quoted(text: string): string {
  return shortened(text.replace(/\s+/g, " ").trim(), LONGEST_QUOTE);
}
