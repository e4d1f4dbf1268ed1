import { isJsonObject } from "../../kernel/index.ts";

/** A file in a Slack message that may be a description of an API, or a skill. */
export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Slack's own address of it, which wants the bot's token. */
  readonly url: string;
}

const READABLE = /\.(json|ya?ml|zip|gz|md)$/i;
const MOST_FILES = 3;

/** The files of a message that could be OpenAPI documents or skills, by their name; at most three. */
export function documentFiles(files: unknown): SharedFile[] {
  if (!Array.isArray(files)) return [];
  return files.flatMap((file) => readFile(file) ?? []).slice(0, MOST_FILES);
}

function readFile(file: unknown): SharedFile | undefined {
  if (!isJsonObject(file)) return undefined;
  const { id, name, size, url_private: url } = file;
  if (typeof id !== "string" || typeof name !== "string" || typeof url !== "string") return undefined;
  if (!READABLE.test(name) || file["is_external"] === true) return undefined;
  return { id, name: name.slice(0, 200), size: typeof size === "number" ? size : 0, url };
}
