import { canonicalJson, type JsonObject, sha256Hex } from "../kernel/index.ts";

/** Something that an admin did. */
export interface Act {
  readonly workspaceId: string;
  /** A member id, or `system`. */
  readonly actor: string;
  /** `room.verb`. */
  readonly act: string;
  readonly subject: string;
  readonly detail: JsonObject;
}

/** What the first entry of a chain has for the hash before it. */
export const GENESIS = "0".repeat(64);

/** The hash of an entry: over everything it says, its place and its time, and the hash of the entry before it. */
export function hashOfEntry(
  { workspaceId, actor, act, subject, detail }: Act,
  link: { readonly seq: number; readonly at: Date; readonly previousHash: string },
): string {
  const { seq, at, previousHash } = link;
  return linkHash(previousHash, { workspaceId, actor, act, subject, detail, seq, at });
}

/** The hash of a link that says `said` and follows the link of `previousHash`. */
export function linkHash(previousHash: string, said: object): string {
  return sha256Hex(previousHash + canonicalJson(said));
}
