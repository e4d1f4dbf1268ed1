import { isJsonObject, type Json } from "../../../src/kernel/index.ts";

/** The two people of the local workspace: Ada is an admin in Berlin, Mallory a member in Los Angeles. */
export type Person = "ada" | "mallory";

export const PEOPLE: Readonly<Record<Person, string>> = { ada: "U0ADALOCAL", mallory: "U0MALLOCAL" };

/** A message as a person sees it. */
export interface Seen {
  readonly ts: string;
  readonly isFromChief: boolean;
  /** Everything that can be read in it, tables and buttons included, without markup. */
  readonly text: string;
  /** Only this person sees it. */
  readonly isPrivate: boolean;
  /** The labels of its buttons. */
  readonly buttons: readonly string[];
}

/** Where a message stands. `channel` is the channel's id. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

/** What people do in a chat with Chief, whichever way it is connected. `where` is `#ops` or `dm`. */
export interface Chat {
  say(person: Person, where: string, text: string, threadTs?: string): Promise<Posted>;
  /** The thread of a message as a person sees it, oldest first, its first message included. */
  thread(posted: Posted, as?: Person): Promise<readonly Seen[]>;
  /** The messages of a channel that stand outside threads. */
  channel(where: string, as?: Person): Promise<readonly Seen[]>;
  /** Presses the button with this label on a message. */
  press(person: Person, on: Posted, button: string): Promise<void>;
  /** Presses Deny on a card, and submits the modal that asks why. */
  deny(person: Person, on: Posted, reason?: string): Promise<void>;
}

/** Runs of white space become one space, and the marks of bold and code go. */
export function plain(text: string): string {
  return text.replace(/[*`]/g, "").replace(/\s+/g, " ").trim();
}

/** Every text in blocks, in reading order. */
export function textIn(value: Json | undefined): string {
  if (typeof value === "string") return "";
  if (Array.isArray(value)) return value.map(textIn).join(" ");
  if (!isJsonObject(value)) return "";
  return Object.entries(value)
    .map(([name, inner]) => (isWords(name, inner) ? inner : textIn(inner)))
    .join(" ");
}

function isWords(name: string, value: Json | undefined): value is string {
  return typeof value === "string" && (name === "text" || name === "caption");
}
