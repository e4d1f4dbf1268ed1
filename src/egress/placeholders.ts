import type { Json, JsonObject } from "../kernel/index.ts";
import type { PlaceholderKind, RequestTemplate, TemplateFault } from "./request-template.ts";

/** Filling is given up with this, and `buildRequest` turns it into its value. */
export class Unfillable extends Error {
  readonly fault: TemplateFault;

  constructor(where: string, reason: TemplateFault["reason"], message: string) {
    super(message);
    this.name = "Unfillable";
    this.fault = { ok: false, where, reason, message };
  }
}

/** A placeholder as it stands in a template, with the input for it; `value` is `undefined` if there is none. */
export interface Slot {
  readonly name: string;
  readonly kind: PlaceholderKind;
  readonly value: Json | undefined;
}

/** The pieces of a text, in order: what stands there literally, and the slots. */
export type Piece = string | Slot;

/** Cuts texts at their placeholders. */
export type Cut = (where: string, text: string) => readonly Piece[];

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/;

/** Looks placeholders up among the declared ones and among the inputs' own properties, never their prototype's. */
export function createCut(template: RequestTemplate, inputs: JsonObject): Cut {
  const slotOf = (where: string, name: string): Slot => {
    const kind = Object.hasOwn(template.placeholders, name) ? template.placeholders[name] : undefined;
    if (kind === undefined) {
      throw new Unfillable(where, "undeclared", `{{${name}}} is not one of the placeholders of this action`);
    }
    return { name, kind, value: Object.hasOwn(inputs, name) ? inputs[name] : undefined };
  };
  return (where, text) =>
    text
      .split(PLACEHOLDER)
      .map((piece, index) => (index % 2 === 1 ? slotOf(where, piece) : piece))
      .filter((piece) => piece !== "");
}

/** The text of a scalar input. Refuses what cannot stand in a URL or header: control characters, half characters. */
export function scalarText(where: string, name: string, value: Json | undefined): string {
  if (value === undefined || value === null) {
    throw new Unfillable(where, "missing", `${name} is missing`);
  }
  if (typeof value === "object") {
    throw new Unfillable(where, "not_a_scalar", `${name} must be one text, number or boolean here`);
  }
  const text = String(value);
  if (/[\p{Cc}\p{Surrogate}]/u.test(text)) {
    throw new Unfillable(where, "characters", `${name} holds a control character or half a character`);
  }
  return text;
}

/** Percent-encodes everything but RFC 3986 unreserved characters. The text must be well-formed. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
