import { posix } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../../kernel/index.ts";
import { parseDocument, type RefusedDocument } from "../parse-document.ts";
import { findRoot } from "./find-root.ts";

type Joined =
  | { readonly ok: true; readonly document: JsonObject; readonly notes: readonly string[] }
  | RefusedDocument;

/** Under this member of the joined document stands each other file, by its path. */
const FILES = "x-bundled-files";

/**
 * Makes one document of the files of a bundle. A reference to another file becomes a local one, so that nothing but
 * the bundle's own files can ever be reached; what it does not hold stays as it is, and leads nowhere later.
 */
export function joinFiles(files: ReadonlyMap<string, string>): Joined {
  const root = findRoot(files);
  if (!root.ok) return root;
  const notes: string[] = [...root.notes];
  const joined = new Map<string, Json>();
  const queue: string[] = [];
  const seen = new Set([root.path]);
  const refer = (from: string, ref: string): Json => {
    const target = targetOf(from, ref, files);
    if (!target) return { $ref: ref };
    const { path, pointer } = target;
    if (isProse(path)) return files.get(path) ?? "";
    if (!seen.has(path)) queue.push(path);
    seen.add(path);
    return { $ref: path === root.path ? `#${pointer}` : `#/${FILES}/${escapeToken(path)}${pointer}` };
  };
  const document = localised(root.document, root.path, refer);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const parsed = parseDocument(files.get(path) ?? "");
    if (parsed.ok) joined.set(path, localised(parsed.document, path, refer));
    else notes.push(`the file “${path}” was left out: ${parsed.message}`);
  }
  const others = joined.size > 0 ? { [FILES]: Object.fromEntries(joined) } : {};
  return { ok: true, document: { ...(document as JsonObject), ...others }, notes };
}

const isProse = (path: string) => /\.(md|txt)$/i.test(path);
const escapeToken = (path: string) => path.replaceAll("%", "%25").replaceAll("~", "~0").replaceAll("/", "~1");

/** Where a reference of the file `from` leads among the bundle's files, or undefined. */
function targetOf(
  from: string,
  ref: string,
  files: ReadonlyMap<string, string>,
): { path: string; pointer: string } | undefined {
  const [file = "", pointer = ""] = ref.split("#", 2);
  if (pointer !== "" && !pointer.startsWith("/")) return undefined;
  if (file === "") return { path: from, pointer };
  if (/^[a-z][a-z\d+.-]*:|^[/\\]/i.test(file)) return undefined;
  const path = posix.join(posix.dirname(from), decoded(file));
  return files.has(path) ? { path, pointer } : undefined;
}

function decoded(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}

type Refer = (from: string, ref: string) => Json;

/** A copy of a file's tree with its references rewritten. Its depth was bounded when it was parsed. */
function localised(node: Json, path: string, refer: Refer): Json {
  if (Array.isArray(node)) return node.map((item) => localised(item, path, refer));
  if (!isJsonObject(node)) return node;
  const members = Object.entries(node).map(
    ([name, member]) => [name, localised(member, path, refer)] as const,
  );
  const ref = node["$ref"];
  if (typeof ref !== "string") return Object.fromEntries(members);
  const referred = refer(path, ref);
  return isJsonObject(referred) ? { ...Object.fromEntries(members), ...referred } : referred;
}
