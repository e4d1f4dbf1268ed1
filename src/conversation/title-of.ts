import { shortened } from "../kernel/index.ts";

const MOST_CHARS = 80;

/** What a request is about, short enough for a list of threads: its first line, without the name that it calls. */
export function titleOf(text: string): string {
  const [first = ""] = text
    .replace(/^[\s,:]*(?:(?:hey|hi|hello|ok|okay)\s+)?chief\s*[,:!]\s*/i, "")
    .trim()
    .split("\n", 1);
  const flat = first.replace(/\s+/g, " ").trim();
  if (flat === "") return "A request";
  return shortened(`${flat[0]?.toUpperCase()}${flat.slice(1)}`, MOST_CHARS);
}
