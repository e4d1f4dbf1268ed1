import { hash } from "node:crypto";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * One text per JSON value: object keys in code-unit order, no white space, `undefined` members dropped.
 * Two values are equal exactly when their canonical texts are, so a hash of it identifies the value (RFC 8785
 * in spirit; numbers print as ECMAScript prints them, which RFC 8785 also uses).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  return canonicalObject(value as Readonly<Record<string, unknown>>);
}

/** Written member by member: every call and every link of a chain is hashed, and lists of entries were 3 % of a turn's garbage. */
function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let members = "";
  // By code unit, as `sort` does where it is told nothing else.
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) continue;
    members += `${members === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** SHA-256 of `text`, in lower-case hex. */
export function sha256Hex(text: string | Uint8Array): string {
  return hash("sha256", text, "hex");
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
