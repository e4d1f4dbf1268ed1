import type { Child } from "hono/jsx";

/** The HTML of a component. */
export function htmlOf(node: Child): string {
  return String(node);
}

/** The words of some HTML, without its elements. */
export function wordsOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|amp|quot|#39);/g, (_all, name: string) => ENTITIES[name] ?? "");
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };

/** One start tag: its name and its attributes. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Every start tag of some HTML that we wrote: attribute values are quoted, and hold no `>`. */
export function tagsOf(html: string): Tag[] {
  return [...html.matchAll(/<([a-zA-Z][^\s>/]*)([^>]*)>/g)].map(([, name = "", rest = ""]) => {
    const pairs = [...rest.matchAll(/([^\s=/]+)(?:="([^"]*)")?/g)];
    return { name, attributes: new Map(pairs.map(([, key = "", value = ""]) => [key, value])) };
  });
}

/** Whatever in `html` could run, load from elsewhere, or lead where a link must not: empty when it is inert. */
export function dangersIn(html: string): string[] {
  return tagsOf(html).flatMap(({ name, attributes }) => [
    ...(ACTIVE.has(name) ? [`<${name}>`] : []),
    ...[...attributes].flatMap(([key, value]) => dangerOf(key, value)),
  ]);
}

const ACTIVE = new Set(["script", "style", "iframe", "object", "embed", "base", "meta", "link", "template"]);

function dangerOf(key: string, value: string): string[] {
  if (/^on/i.test(key) || key === "style" || key === "srcdoc") return [`${key}="${value}"`];
  if (key === "href" && !/^(https?:\/\/|mailto:|\/(?!\/)|#)/.test(value)) return [`href="${value}"`];
  if (key === "src" && !/^(\/(?!\/)|data:image\/)/.test(value)) return [`src="${value}"`];
  if (/^hx-/.test(key) && /^\s*(js|javascript):/i.test(value)) return [`${key}="${value}"`];
  return [];
}
