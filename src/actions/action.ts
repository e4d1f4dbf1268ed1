import type { RequestTemplate } from "../egress/index.ts";
import type { Json, JsonObject } from "../kernel/index.ts";
import type { ResponseMapping } from "./mapping/response-mapping.ts";

/** What a call does to the other side, told by the wire: `read` changes nothing, `destroy` takes something away. */
export type ActionEffect = "read" | "write" | "destroy";

/** Names of inputs that ask for the next page, where the description of the API shows them. */
export interface PagingHints {
  /** Number of the page, usually from 1. */
  readonly page?: string;
  /** How many records to leave out. */
  readonly offset?: string;
  /** An opaque mark taken from the page before. */
  readonly cursor?: string;
  /** How many records a page holds, with the largest number allowed. */
  readonly size?: { readonly name: string; readonly maximum?: number };
}

export const PAGING_KINDS = ["auto", "none", "page", "offset", "cursor", "next_url"] as const;

/**
 * How an action pages, where an admin says so: it goes before what Chief finds out by itself. `none` is one answer, which
 * is all there is; with `auto` only the limits are declared.
 */
export interface DeclaredPaging {
  readonly kind: (typeof PAGING_KINDS)[number];
  /** The query parameter, or dotted member of a JSON body, that takes the page's number, the offset or the cursor. */
  readonly parameter?: string | undefined;
  /** Dotted path of the cursor, or of the URL, of the next page in an answer. */
  readonly nextAt?: string | undefined;
  /** How many pages, and records, one read may take, where that is fewer than the usual budget. */
  readonly maxPages?: number | undefined;
  readonly maxRows?: number | undefined;
}

/** What the description of an API tells about the records it answers with. */
export interface ResultHints {
  /** The member that holds the list of records; absent when the answer itself is the list. */
  readonly recordsAt?: string;
  /** Names of fields that hold an instant or a day. */
  readonly dates: readonly string[];
  /** Names of fields that hold an amount of money. */
  readonly money: readonly string[];
  /** The outline of the whole answer: what nests in what, and each leaf's type as text. See `responseShape`. */
  readonly shape?: Json;
}

/** A tool as an admin has seen it: `pin` is the SHA-256 of its whole definition. */
export interface PinnedTool {
  readonly name: string;
  readonly pin: string;
}

/** What one call of an integration is, before it is stored. */
export interface ActionDraft {
  /** Kebab-case, unique in its integration: `list-orders`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly method: string;
  /** The path as the API writes it: `/orders/{id}`. */
  readonly path: string;
  readonly effect: ActionEffect;
  /** JSON Schema 2020-12 of the arguments: an object with flat names. */
  readonly inputSchema: JsonObject;
  readonly request: RequestTemplate;
  readonly paging?: PagingHints;
  /** How it pages, where an admin said so. */
  readonly declaredPaging?: DeclaredPaging;
  readonly results?: ResultHints;
  /** How an answer becomes a clean output; absent where it is taken as it comes. */
  readonly mapping?: ResponseMapping;
  /** How often a minute it may be called, where an admin gave it a limit of its own. */
  readonly callsPerMinute?: number;
  /** The header in which it takes an idempotency key, where it is another than that of its integration. */
  readonly idempotencyHeader?: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Why it cannot be called, where its document asks for what cannot be sent: it stays switched off. */
  readonly obstacle?: string;
  /** Whether every call needs a yes, whatever the rules say. */
  readonly requiresConfirmation: boolean;
  readonly source: "openapi" | "contract" | "mcp";
  /** The tool of an MCP server that it calls, by the definition that an admin accepted. */
  readonly tool?: PinnedTool;
}

/** A stored action. `version` rises whenever what would be sent, or may be, changes. */
export interface Action extends ActionDraft {
  readonly id: string;
  readonly workspaceId: string;
  readonly integrationId: string;
  readonly version: number;
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The effect of a plain HTTP call: RFC 9110 §9.2.1 calls GET, HEAD and OPTIONS safe; DELETE destroys, the rest writes. */
export function effectOfMethod(method: string): ActionEffect {
  if (SAFE_METHODS.has(method)) return "read";
  return method === "DELETE" ? "destroy" : "write";
}
