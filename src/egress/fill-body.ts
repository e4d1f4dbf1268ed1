import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import { multipartText } from "./multipart.ts";
import { type Cut, type Piece, type Slot, Unfillable } from "./placeholders.ts";
import type { BodyTemplate } from "./request-template.ts";

const WHERE = "body";

/** A body as it is sent, and the header that says what it is. */
export interface FilledBody {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Fills a body in its parsed tree, so that no value can end a string or add a member, and a value is never read as a
 * template again. A text that is one placeholder becomes the input with its type. A member or item whose input is
 * absent is left out; with nothing left at the top there is no body.
 */
export function fillBody(body: BodyTemplate, cut: Cut): FilledBody | undefined {
  const { contentType } = body;
  const tree = fillTree(body.tree, cut);
  if (tree === undefined) return undefined;
  if (contentType === "application/json") return { contentType, text: JSON.stringify(tree) };
  if (contentType !== "multipart/form-data") return { contentType, text: formText(tree) };
  return multipartText(membersOf(tree), body.files ?? []);
}

function membersOf(tree: Json): JsonObject {
  if (isJsonObject(tree)) return tree;
  throw new Unfillable(WHERE, "not_a_scalar", "a form body must be an object");
}

function fillTree(tree: Json, cut: Cut): Json | undefined {
  if (typeof tree === "string") return fillText(cut(WHERE, tree));
  if (Array.isArray(tree)) {
    return tree.map((item) => fillTree(item, cut)).filter((item) => item !== undefined);
  }
  if (!isJsonObject(tree)) return tree;
  // `fromEntries` defines own members, so that one named `__proto__` stays data.
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, member]) => {
      const filled = fillTree(member, cut);
      return filled === undefined ? [] : [[name, filled]];
    }),
  );
}

function fillText(pieces: readonly Piece[]): Json | undefined {
  const [only, ...others] = pieces;
  if (typeof only === "object" && others.length === 0) return only.value;
  if (pieces.some((piece) => typeof piece === "object" && piece.value === undefined)) return undefined;
  return pieces.map((piece) => (typeof piece === "string" ? piece : insideText(piece))).join("");
}

function insideText({ name, kind, value }: Slot): string {
  if (typeof value !== "object") return String(value);
  if (kind === "json") return JSON.stringify(value);
  throw new Unfillable(
    WHERE,
    "not_a_scalar",
    `${name} must be one text, number or boolean inside a longer text`,
  );
}

/** `application/x-www-form-urlencoded`: lists of scalars repeat their name, what is deeper goes into brackets. */
function formText(tree: Json): string {
  const form = new URLSearchParams();
  for (const [name, member] of Object.entries(membersOf(tree))) appendMember(form, name, member);
  return form.toString();
}

function appendMember(form: URLSearchParams, name: string, member: Json): void {
  if (member === null) return;
  if (typeof member !== "object") {
    form.append(name, String(member));
    return;
  }
  for (const [key, value] of Object.entries(member)) {
    const repeats = Array.isArray(member) && typeof value !== "object";
    appendMember(form, repeats ? name : `${name}[${key}]`, value);
  }
}
