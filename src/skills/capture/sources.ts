import type { Action } from "../../actions/index.ts";
import type { Json } from "../../kernel/index.ts";
import { contentWords } from "../../planning/index.ts";
import { type Field, fieldsOf, referenceText } from "../shapes.ts";

/** Something that an earlier step gives, for later ones to use. */
export interface Source {
  /** The step's id. */
  readonly root: string;
  /** What it is about, in the singular: `order`. */
  readonly noun: string;
  readonly shape: Json;
  readonly action: Action;
  /** The loop that the step stands in: outside of it, its value is a list. */
  readonly loop?: Loop;
  /** The branch that it stands in, by number; 0 is the trunk. */
  readonly branch: number;
}

/** A loop over a list that an earlier step gave. */
export interface Loop {
  /** `{{order.items}}` */
  readonly of: string;
  /** The name of one element: `item`. */
  readonly as: string;
  /** The shape of one element. */
  readonly item: Json;
}

/** A field of a source. */
export interface FoundField {
  readonly source: Source;
  readonly field: Field;
}

/** `Tracking-Number`, `trackingNumber` and `tracking_number` are the same name. */
export function sameName(a: string, b: string): boolean {
  return plainName(a) === plainName(b);
}

const plainName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Names that mean another thing in each record: alone, they bind nothing. */
const GENERIC = new Set([
  "id",
  "name",
  "title",
  "status",
  "state",
  "type",
  "key",
  "value",
  "note",
  "description",
]);

/**
 * The field of an earlier step that an input is meant to take: of the same name, or the `id` of the thing that the
 * input names (`order_id` and an order's `id`). The latest step wins, and in it the field nearest to the top.
 */
export function findFieldNamed(name: string, sources: readonly Source[]): FoundField | undefined {
  for (const source of sources.toReversed()) {
    const fields = fieldsOf(source.shape).sort((a, b) => a.path.length - b.path.length);
    const field = fields.find((one) => isMeant(name, one, source) && isScalar(one));
    if (field) return { source, field };
  }
  return undefined;
}

const isScalar = ({ leaf }: Field) => leaf !== "list" && leaf !== "object";

function isMeant(name: string, field: Field, { noun }: Source): boolean {
  const parent = field.path.filter((part) => part !== "*").at(-2) ?? noun;
  if (sameName(field.name, "id")) return sameName(name, `${singular(parent)}_id`);
  return sameName(name, field.name) && !GENERIC.has(plainName(name));
}

/** The field that words speak of: `tracking number`, `the order's total`. The latest step wins. */
export function findFieldSaid(words: string, sources: readonly Source[]): FoundField | undefined {
  const said = new Set(contentWords(words));
  const candidates = sources.toReversed().flatMap((source, age) =>
    fieldsOf(source.shape)
      .filter(isScalar)
      .map((field) => ({ source, field, age, words: contentWords(field.name) }))
      .filter((one) => one.words.length > 0 && one.words.every((word) => said.has(word))),
  );
  const best = candidates.sort(
    (a, b) => b.words.length - a.words.length || a.age - b.age || a.field.path.length - b.field.path.length,
  )[0];
  return best && { source: best.source, field: best.field };
}

/** How a field is written from where nothing of a loop is in sight, or from inside the loop of its own step. */
export function referenceTo(
  { source, field }: FoundField,
  from: { readonly loop?: Loop | undefined },
): string {
  const isInside = source.loop === undefined || from.loop?.of === source.loop.of;
  return `{{${referenceText(source.root, isInside ? field.path : ["*", ...field.path])}}}`;
}

/** `orders` → `order`, `categories` → `category`; others stay. */
export function singular(word: string): string {
  if (/ies$/i.test(word)) return word.replace(/ies$/i, "y");
  if (/(ss|us|is|news)$/i.test(word)) return word;
  return word.replace(/(x|ch|sh|ss)es$/i, "$1").replace(/s$/i, "");
}

/** What an action is about: the last part of its path that is no placeholder. `/orders/{id}` → `order`. */
export function nounOf(action: Pick<Action, "path" | "name">): string {
  const parts = action.path.split("/").filter((part) => part !== "" && !part.includes("{"));
  return identifierOf(singular(parts.at(-1) ?? action.name));
}

/** A name as workflows write them. */
export function identifierOf(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 50);
  return /^[a-z]/.test(name) ? name : `x_${name}`;
}
