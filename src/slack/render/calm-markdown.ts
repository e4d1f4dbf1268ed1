import { plainText } from "./untrusted.ts";

/** Code spans and fences (CommonMark: a run of backticks ends at a run of the same length), and a fence left open. */
const CODE = /(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)|^[ \t]*```[\s\S]*$/gm;

/**
 * An image, a link, a link in angle brackets, or an address that Slack makes a link of by itself. No part runs over
 * the beginning of another, so that no text takes long; of what is nested deeper, the bare address is taken care of.
 */
const LINKS =
  /!\[(?<alt>[^[\]]*)\]\((?<image>[^()\s]*)(?:\s[^()\n]*)?\)|\[(?<label>[^[\]]*)\]\((?<target>[^()\s]*)(?:\s[^()\n]*)?\)|<(?<angle>(?:https?|ftp|mailto|tel):[^|<>\s]+)(?:\|(?<words>[^<>]*))?>|(?<bare>\b(?:(?:https?|ftp):\/\/|mailto:|tel:|www\.)[^\s<>`|]+)/gi;

/**
 * Words of a planner, to be shown as Markdown, with what could ping people or load something from elsewhere taken
 * out: mentions of people and of everybody, pictures, and links to hosts that are not known, whose address is shown
 * as code instead.
 */
export function calmMarkdown(text: string, knownHosts: ReadonlySet<string>): string {
  const shown = plainText(text);
  let calm = "";
  let from = 0;
  for (const code of shown.matchAll(CODE)) {
    calm += calmProse(shown.slice(from, code.index), knownHosts) + withoutMentions(code[0]);
    from = code.index + code[0].length;
  }
  return calm + calmProse(shown.slice(from), knownHosts);
}

function calmProse(text: string, knownHosts: ReadonlySet<string>): string {
  return (
    withoutMentions(text)
      // The definition of a link that is used elsewhere by its name.
      .replace(/^([ \t]{0,3})\[([^\]]*)\]:/gm, "$1\\[$2]:")
      .replace(LINKS, (whole, ...rest) => calmLink(whole, rest.at(-1) as LinkParts, knownHosts))
  );
}

interface LinkParts {
  readonly alt?: string;
  readonly image?: string;
  readonly label?: string;
  readonly target?: string;
  readonly angle?: string;
  readonly words?: string;
  readonly bare?: string;
}

function calmLink(whole: string, parts: LinkParts, knownHosts: ReadonlySet<string>): string {
  const { image, target, angle, bare } = parts;
  if (image !== undefined) return shownAddress(calmProse(parts.alt ?? "", knownHosts), image);
  if (isKnown(target ?? angle ?? bare ?? "", knownHosts)) return whole;
  if (bare !== undefined) return calmBare(bare, knownHosts);
  return shownAddress(calmProse(parts.label ?? parts.words ?? "", knownHosts), target ?? angle ?? "");
}

/** A bare address without the punctuation of the sentence that it ends. */
function calmBare(bare: string, knownHosts: ReadonlySet<string>): string {
  const address = bare.replace(/[.,;:!?)\]'"*_~]+$/, "");
  const rest = bare.slice(address.length);
  return isKnown(address, knownHosts) ? bare : `\`${address}\`${rest}`;
}

function shownAddress(words: string, address: string): string {
  const code = `\`${address.replaceAll("`", "%60")}\``;
  if (address === "") return words;
  return words.trim() === "" ? code : `${words} (${code})`;
}

/** Slack makes mentions of `<@U1>`, `<!here>` and the like, a link of `<#C1>`, and people read `@here` as one. */
function withoutMentions(text: string): string {
  return text.replace(/<(?=[!@#])/g, "&lt;").replace(/(^|[^\w`])@(here|channel|everyone)\b/gi, "$1@\u2060$2");
}

function isKnown(address: string, knownHosts: ReadonlySet<string>): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, host, search } = new URL(address);
  return /^https?:$/.test(protocol) && username === "" && knownHosts.has(host) && search.length <= 200;
}
