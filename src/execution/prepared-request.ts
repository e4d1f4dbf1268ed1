import type { DeclaredPaging, PinnedTool, ResponseMapping } from "../actions/index.ts";
import { canonicalJson, sha256Hex } from "../kernel/index.ts";
import type { Effect } from "../policy/index.ts";

/** A request as it will leave, but for the credential. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One call that somebody proposed, checked and built, not yet decided on. */
export interface PreparedCall {
  readonly integrationId: string;
  readonly actionId: string | null;
  /** The path of the action, with its placeholders; absent where none is known. */
  readonly actionPath?: string;
  /** 0 for a call that is described in the chat. */
  readonly actionVersion: number;
  readonly title: string;
  readonly effect: Effect;
  readonly requiresConfirmation: boolean;
  readonly request: PreparedRequest;
  /** How often the action may be called in a minute, where an admin said so; 0 for as often as wanted. */
  readonly callsPerMinute?: number;
  /** The names of the query parameters that the action declares; what paging may use. */
  readonly queryNames: readonly string[];
  /** The tool of an MCP server that is called, by the definition that an admin accepted. */
  readonly tool?: PinnedTool;
  /** How an answer becomes a clean output; `raw` for one answer exactly as it came. */
  readonly mapping?: ResponseMapping | { readonly kind: "raw" };
  /** The header that takes an idempotency key, in lower case, where the action declares one or the API takes one. */
  readonly idempotencyHeader?: string;
  /** The members of a JSON body that the action declares; what paging may use as well. */
  readonly bodyNames?: readonly string[];
  /** The input that asks for the size of a page: the largest allowed, and the one without it, where the action says so. */
  readonly pageSize?: { readonly name: string; readonly maximum?: number; readonly usual?: number };
  /** The number of the first page, where the action says so. */
  readonly firstPage?: number;
  /** How it pages, where an admin said so. */
  readonly paging?: DeclaredPaging;
}

/**
 * Identifies everything that an approval is about: who would be called, with which version of which action and
 * credential, which definition of a tool, and the exact bytes. Any difference makes another hash, and an approval for this one does not fit.
 */
export function hashOfCall(workspaceId: string, call: PreparedCall, credentialVersion: number): string {
  const { integrationId, actionId, actionVersion, request, tool } = call;
  return sha256Hex(
    canonicalJson({ workspaceId, integrationId, actionId, actionVersion, credentialVersion, request, tool }),
  );
}
