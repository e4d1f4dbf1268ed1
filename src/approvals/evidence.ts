/** One field of a record as it is and as it would be. A field that is not there is absent. */
export interface FieldChange {
  /** Member names from the top, joined by dots. */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** What was read of the record just before the question was asked. */
export type Before =
  | {
      readonly kind: "read";
      /** The ledger's id of the read. */
      readonly callId: string;
      /** SHA-256 over the record. */
      readonly digest: string;
      /** A strong entity tag, where the API gave one: it is sent along as `If-Match`. */
      readonly etag?: string;
      /** ISO 8601. */
      readonly at: string;
      readonly changes: readonly FieldChange[];
    }
  | { readonly kind: "unreadable"; readonly why: string };

/** A value in the request that came out of the data of an API, and that no person wrote. */
export interface Mark {
  /** Where it stands in the request: `path.id`, `body.note`. */
  readonly at: string;
  readonly value: string;
  /** The calls whose answers hold it. */
  readonly source: string;
}

/** What a question shows beside the request. */
export interface Evidence {
  readonly before?: Before;
  readonly marks?: readonly Mark[];
  /** Why it is asked once more: what changed since it was asked before. */
  readonly again?: string;
  /** For a question about an outcome: what a look at the record tells. */
  readonly look?: string;
}
