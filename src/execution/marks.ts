import type { Mark } from "../approvals/index.ts";
import { isJsonObject, type Json } from "../kernel/index.ts";
import type { CallTarget } from "./call-target.ts";
import type { Spoken } from "./performance.ts";

/** Where values of a request may have come from besides people: a text, and what it is. */
export interface Source {
  readonly name: string;
  readonly text: string;
  /** The rest of a text that is too large to be held. No value stands partly here and partly there. */
  readonly rest?: () => AsyncIterable<string>;
}

const MOST_MARKS = 20;
const MOST_VALUE = 120;
/** A part of a longer text counts only from this length on; shorter ones stand in any text by chance. */
const TELLING_LENGTH = 6;

/** A value in a request and where it stands. */
interface Leaf {
  readonly at: string;
  readonly value: string;
  readonly isText: boolean;
}

/**
 * The values of a call that came out of data and not from a person. In words: a value is a person's when it stands as
 * a word of its own in what people wrote; else it is marked when an earlier answer of an API, or something that Chief
 * told, holds it. A value that stands in neither was worked out by the planner and is not marked.
 */
export async function findMarks(
  target: CallTarget,
  spoken: Spoken,
  sources: readonly Source[],
): Promise<readonly Mark[]> {
  const written = spoken.byPeople.join("\n").toLowerCase();
  const told = spoken.byChief.map((text) => ({ name: "an earlier answer in this thread", text }));
  const quoted = (spoken.quoted ?? []).map((text) => ({ name: "a quoted message", text }));
  const leaves = leavesOf(target).filter(
    ({ value }) => value.trim() !== "" && !standsIn(written, value.toLowerCase()),
  );
  const found = await sourcesOf(leaves, [...sources, ...told, ...quoted]);
  return leaves
    .flatMap((leaf) => {
      const source = found.get(leaf);
      return source ? [{ at: leaf.at, value: leaf.value.slice(0, MOST_VALUE), source }] : [];
    })
    .slice(0, MOST_MARKS);
}

/** The name of the first source that holds each of these values. */
async function sourcesOf(leaves: readonly Leaf[], sources: readonly Source[]): Promise<Map<Leaf, string>> {
  const found = new Map<Leaf, string>();
  let left = leaves;
  const look = (name: string, text: string) => {
    for (const leaf of left) if (holds(text, leaf)) found.set(leaf, name);
    left = left.filter((leaf) => !found.has(leaf));
  };
  for (const { name, text, rest } of sources) {
    look(name, text);
    if (!rest || left.length === 0) continue;
    for await (const more of rest()) {
      look(name, more);
      if (left.length === 0) break;
    }
  }
  return found;
}

function leavesOf(target: CallTarget): Leaf[] {
  if (target.kind === "action") return leavesIn("", target.arguments as Json);
  const inPath = target.path
    .split("/")
    .filter((segment) => /\d|@/.test(segment))
    .map((value) => ({ at: "path", value: decoded(value), isText: true }));
  return [...inPath, ...leavesIn("query", target.query), ...leavesIn("body", target.body)];
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function leavesIn(at: string, value: Json | undefined): Leaf[] {
  if (typeof value === "string") return [{ at, value, isText: true }];
  if (typeof value === "number") return [{ at, value: String(value), isText: false }];
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesIn(`${at}[${index}]`, item));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesIn(at === "" ? name : `${at}.${name}`, inner),
  );
}

const isWordLike = (character: string | undefined) =>
  character !== undefined && /[\p{L}\p{N}_]/u.test(character);

/** Whether `value` stands in `text` with no letter or digit right beside it. */
function standsIn(text: string, value: string): boolean {
  for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + 1)) {
    if (!isWordLike(text[from - 1]) && !isWordLike(text[from + value.length])) return true;
  }
  return false;
}

function holds(text: string, { value, isText }: Leaf): boolean {
  const written = JSON.stringify(value);
  if (isText && text.includes(written)) return true;
  const isTelling = value.length >= TELLING_LENGTH || /^\d{2,}(\.\d+)?$/.test(value);
  return isTelling && standsIn(text, isText ? written.slice(1, -1) : value);
}
