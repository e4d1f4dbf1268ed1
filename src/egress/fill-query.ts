import { isJsonObject, type Json } from "../kernel/index.ts";
import { type Cut, type Piece, percentEncode, type Slot, scalarText, Unfillable } from "./placeholders.ts";
import type { QueryParameter, QueryStyle } from "./request-template.ts";

const SEPARATORS: Partial<Record<QueryStyle, string>> = { comma: ",", space: "%20", pipe: "%7C" };

/** Fills a query: `?a=1&b=2`, or nothing. A parameter whose input is absent, `null` or an empty list is left out. */
export function fillQuery(parameters: readonly QueryParameter[], cut: Cut): string {
  const pairs = parameters.flatMap((parameter) => fillParameter(parameter, cut));
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}

function fillParameter({ name, value, style = "repeat" }: QueryParameter, cut: Cut): string[] {
  const where = `query.${name}`;
  if (name.includes("{{"))
    throw new Unfillable(where, "query_name", "the name of a query parameter is not a template");
  const pieces = cut(where, value);
  const [only, ...others] = pieces;
  if (typeof only === "object" && others.length === 0) return pairsOfSlot({ where, name, style }, only);
  const text = joinPieces(where, pieces);
  return text === undefined ? [] : [pair(where, name, text)];
}

/** The text of several pieces, or `undefined` when an input is absent. */
export function joinPieces(where: string, pieces: readonly Piece[]): string | undefined {
  if (pieces.some((piece) => typeof piece === "object" && (piece.value ?? undefined) === undefined))
    return undefined;
  return pieces.map((piece) => (typeof piece === "string" ? piece : slotText(where, piece))).join("");
}

/** The text of one input: a scalar, or for a `json` placeholder anything. */
function slotText(where: string, { name, kind, value }: Slot): string {
  const isJson = kind === "json" && typeof value === "object" && value !== null;
  return scalarText(where, name, isJson ? JSON.stringify(value) : value);
}

interface Target {
  readonly where: string;
  readonly name: string;
  readonly style: QueryStyle;
}

function pairsOfSlot({ where, name, style }: Target, slot: Slot): string[] {
  const { value } = slot;
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return pairsOfList({ where, name, style }, value);
  if (isJsonObject(value) && style === "deep") return deepPairs(where, name, value);
  return [pair(where, name, slotText(where, slot))];
}

function pairsOfList({ where, name, style }: Target, list: readonly Json[]): string[] {
  if (list.length === 0) return [];
  const separator = SEPARATORS[style];
  if (separator !== undefined) {
    const values = list.map((item) => percentEncode(scalarText(where, name, item)));
    return [`${percentEncode(name)}=${values.join(separator)}`];
  }
  if (style === "deep") return deepPairs(where, name, list);
  const listName = style === "brackets" ? `${name}[]` : name;
  return list.map((item) => pair(where, listName, scalarText(where, name, item)));
}

/** `name[key][0]=value` for every scalar below `value`. */
function deepPairs(where: string, name: string, value: Json | readonly Json[]): string[] {
  if (value === null) return [];
  if (typeof value !== "object") return [pair(where, name, scalarText(where, name, value))];
  return Object.entries(value).flatMap(([key, member]) => deepPairs(where, `${name}[${key}]`, member));
}

function pair(where: string, name: string, text: string): string {
  return `${percentEncode(requireText(where, name))}=${percentEncode(requireText(where, text))}`;
}

function requireText(where: string, text: string): string {
  return scalarText(where, where.slice("query.".length), text);
}
