import type { BodyTemplate } from "../../egress/index.ts";
import { inexactNumeralIn, isJsonObject, type Json } from "../../kernel/index.ts";
import type { Contract } from "./contract.ts";

export type ReadBody =
  | { readonly ok: true; readonly body: BodyTemplate | undefined }
  | { readonly ok: false; readonly message: string };

/** A JSON string, or a placeholder that stands outside of one. */
const STRING_OR_BARE = /"(?:[^"\\]|\\.)*"|(\{\{[^{}]*\}\})/g;

/** The body template that was typed, as the tree that is filled; or what is wrong with the text. */
export function readBodyText({ bodyKind, body }: Pick<Contract, "bodyKind" | "body">): ReadBody {
  if (bodyKind === "none") return { ok: true, body: undefined };
  if (body.trim() === "") return { ok: false, message: "Enter the body, or choose “No body”" };
  const isLines = bodyKind !== "json" && !body.trim().startsWith("{");
  const read = isLines ? readLines(body) : readJson(body);
  if (!read.ok) return read;
  const contentType = CONTENT_TYPES[bodyKind];
  if (bodyKind !== "multipart") return { ok: true, body: { contentType, tree: read.tree } };
  return { ok: true, body: { contentType, ...withFiles(read.tree) } };
}

const CONTENT_TYPES = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  multipart: "multipart/form-data",
} as const;

/** Takes the `@` off the members that are sent as files. */
function withFiles(tree: Json): Pick<BodyTemplate, "tree" | "files"> {
  if (!isJsonObject(tree)) return { tree };
  const isFile = (member: Json) => typeof member === "string" && member.startsWith("@");
  const files = Object.keys(tree).filter((name) => isFile(tree[name] ?? null));
  const plain = Object.entries(tree).map(([name, member]): [string, Json] => [
    name,
    files.includes(name) ? String(member).slice(1) : member,
  ]);
  return { tree: Object.fromEntries(plain), ...(files.length > 0 ? { files } : {}) };
}

type ReadTree = { readonly ok: true; readonly tree: Json } | { readonly ok: false; readonly message: string };

function readJson(text: string): ReadTree {
  const quoted = text.replace(STRING_OR_BARE, (whole, bare?: string) =>
    bare === undefined ? whole : JSON.stringify(bare),
  );
  const inexact = inexactNumeralIn(quoted);
  if (inexact !== undefined) {
    const message = `The number ${inexact} has more digits than a number keeps, so another one would be sent. Write it in quotes, as a text`;
    return { ok: false, message };
  }
  try {
    return { ok: true, tree: JSON.parse(quoted) as Json };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/,? ?"?\.\.\..*$/s, "") : "";
    return { ok: false, message: `This is not JSON: ${why}. Write it as {"name": "{{input}}"}` };
  }
}

function readLines(text: string): ReadTree {
  const members = new Map<string, Json>();
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line === "") continue;
    const at = line.indexOf("=");
    if (at < 1) return { ok: false, message: "Write one name=value on each line" };
    const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    const before = members.get(name);
    members.set(name, before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]);
  }
  return { ok: true, tree: Object.fromEntries(members) };
}

/** A body template as a person would type it. */
export function writeBodyText(body: BodyTemplate): string {
  const { contentType, tree, files = [] } = body;
  if (contentType === "application/json" || !isJsonObject(tree)) return JSON.stringify(tree, null, 2);
  const marked = Object.entries(tree).map(([name, member]): [string, Json] => [
    name,
    files.includes(name) && typeof member === "string" ? `@${member}` : member,
  ]);
  return linesOf(Object.fromEntries(marked)) ?? JSON.stringify(Object.fromEntries(marked), null, 2);
}

function linesOf(tree: Json): string | undefined {
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) return undefined;
  const entries = Object.entries(tree);
  const isPlain = entries.every(([name, value]) => typeof value === "string" && !/[=\n]/.test(name));
  return isPlain && entries.every(([, value]) => !String(value).includes("\n"))
    ? entries.map(([name, value]) => `${name}=${value}`).join("\n")
    : undefined;
}
