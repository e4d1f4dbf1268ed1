import type { OAuthServer } from "../../vault/index.ts";

/** What an input of a curated action is. `!` after it: the call needs it. */
type FieldType = "text" | "integer" | "boolean" | "instant" | "texts" | "object" | "rows";
export type Field = FieldType | `${FieldType}!`;

/** A call that is worth having from the start. Whether it reads or writes is told by its method. */
export interface CuratedAction {
  /** Kebab-case, unique in its provider: `list-issues`. */
  readonly id: string;
  /** `GET /repos/{owner}/{repo}/issues`; what stands in braces is an input that the call needs. */
  readonly call: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;
  readonly summary: string;
  readonly query?: Readonly<Record<string, Field>>;
  readonly body?: Readonly<Record<string, Field>>;
  /** Whether it only reads although its method is one that writes: a search by POST. */
  readonly isRead?: true;
  /** What of the answer is worth having: a name for it, and its path (`items[*].summary`). All of it when absent. */
  readonly output?: Readonly<Record<string, string>>;
}

/** A fixed GraphQL document. Whether it reads or writes is told by its own first word. */
export interface CuratedQuery {
  readonly id: string;
  readonly summary: string;
  /** Begins with `query` or `mutation`. */
  readonly document: string;
  readonly variables?: Readonly<Record<string, Field>>;
  readonly output?: Readonly<Record<string, string>>;
}

/** Something that a person may let Chief do. */
export interface ProviderScope {
  /** As the provider calls it: `repo`. */
  readonly id: string;
  /** In plain words: `Read and change your repositories`. */
  readonly words: string;
  /** Whether it is ticked from the start. */
  readonly preset: boolean;
}

/**
 * A well-known API that is connected with one click: everything that is particular about it is in one such value, in a
 * file of its own beside this one, named in `providers.ts`.
 */
export interface Provider {
  /** Kebab-case. It is in addresses and rows, so it never changes. */
  readonly id: string;
  readonly name: string;
  readonly icon:
    | "branch"
    | "calendar"
    | "card"
    | "table"
    | "page"
    | "issue"
    | "people"
    | "board"
    | "chat"
    | "grid";
  /** What it is good for, in one line. */
  readonly about: string;
  readonly baseUrl: string;
  readonly server: Omit<OAuthServer, "allowPrivateNetwork">;
  /** The provider whose registered client it shares, if not its own. */
  readonly clientOf?: string;
  /** Where an operator registers Chief, and what to know about it. */
  readonly registration: { readonly url: string; readonly hint: string };
  /** Empty where a person chooses on the provider's own page; `access` then says what. */
  readonly scopes: readonly ProviderScope[];
  readonly access?: string;
  /** Sent with every request: `Notion-Version`. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The call that tells whose account it is: a path, or a GraphQL document, and where in the answer the name is, as dotted
   * paths, the best one first.
   */
  readonly whoAmI: { readonly path: string; readonly document?: string; readonly names: readonly string[] };
  /** The member that is false in an answer with status 200 that tells of a failure. */
  readonly okMember?: string;
  /**
   * One account may have several sites, each at an address of its own: where they are listed, and what is put behind
   * `baseUrl` for the first, with `{{id}}` as it is called there. `path` is below `baseUrl`.
   */
  readonly site?: { readonly path: string; readonly id: string; readonly basePath: string };
  /** Where the provider publishes a description of all that it can do. */
  readonly specUrl?: string;
  /** The path that takes GraphQL documents. */
  readonly graphql?: { readonly path: string; readonly queries: readonly CuratedQuery[] };
  /** Whether bodies are sent as forms instead of JSON. */
  readonly formBodies?: boolean;
  /** The header in which every write takes an idempotency key, where it has one. */
  readonly idempotencyHeader?: string;
  /** Whether it is reached in a private network. */
  readonly allowPrivateNetwork?: boolean;
  readonly actions: readonly CuratedAction[];
}

/** The provider under whose name the client is registered, which is also in the redirect URL. */
export function clientProviderOf({ id, clientOf }: Pick<Provider, "id" | "clientOf">): string {
  return clientOf ?? id;
}
