import type { LeftOut, Tool } from "./tool.ts";

/** Who a server says it is, cut to what a line holds. Not to be believed, only shown. */
export interface ServerIdentity {
  readonly name: string;
  readonly version: string;
  /** The revision of the protocol that was agreed on. */
  readonly protocol: string;
}

/** What a server offered at one moment. */
export interface Listing {
  readonly server: ServerIdentity;
  readonly tools: readonly Tool[];
  readonly leftOut: readonly LeftOut[];
}
