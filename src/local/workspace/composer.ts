import type { JsonObject } from "../../kernel/index.ts";
import type { WorkspaceChannel, WorkspaceUser } from "./state.ts";

/** What is typed into Slack's composer, as messages carry it. */
export interface Composed {
  /** mrkdwn: `&`, `<` and `>` escaped, mentions as `<@U…>` and `<#C…|name>`, addresses as `<https://…>`. */
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly mentions: readonly string[];
}

interface Directory {
  readonly users: readonly WorkspaceUser[];
  readonly channels: readonly WorkspaceChannel[];
}

type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "channel"; readonly id: string; readonly name: string }
  | { readonly kind: "broadcast"; readonly range: string }
  | { readonly kind: "link"; readonly url: string };

const SPECIAL =
  /<@([A-Z0-9]+)>|<#([A-Z0-9]+)(?:\|[^>]*)?>|@([\p{L}\p{N}._-]+)|#([\p{L}\p{N}_-]+)|https?:\/\/[^\s<>|]+/gu;
const BROADCASTS = new Set(["here", "channel", "everyone"]);

/** Turns typed text into a message: `@name` and `#name` become mentions when they name someone or something. */
export function compose(typed: string, directory: Directory): Composed {
  const tokens = tokenize(typed, directory);
  return {
    text: tokens.map(toMrkdwn).join(""),
    blocks: typed === "" ? [] : [richText(tokens)],
    mentions: tokens.flatMap((token) => (token.kind === "user" ? [token.id] : [])),
  };
}

function tokenize(typed: string, directory: Directory): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of typed.matchAll(SPECIAL)) {
    const token = recognise(match, directory);
    if (token === undefined) continue;
    if (match.index > end) tokens.push({ kind: "text", text: typed.slice(end, match.index) });
    tokens.push(token);
    end = match.index + match[0].length;
  }
  if (end < typed.length) tokens.push({ kind: "text", text: typed.slice(end) });
  return tokens;
}

function recognise(match: RegExpMatchArray, { users, channels }: Directory): Token | undefined {
  const [whole, userId, channelId, userName, channelName] = match;
  const user = users.find(({ id, name }) => id === userId || name === userName?.toLowerCase());
  if (user !== undefined) return { kind: "user", id: user.id };
  const channel = channels.find(
    ({ id, name, kind }) => kind !== "im" && (id === channelId || name === channelName),
  );
  if (channel !== undefined) return { kind: "channel", id: channel.id, name: channel.name };
  if (userName !== undefined && BROADCASTS.has(userName)) return { kind: "broadcast", range: userName };
  return whole.startsWith("http") ? { kind: "link", url: whole } : undefined;
}

function toMrkdwn(token: Token): string {
  if (token.kind === "user") return `<@${token.id}>`;
  if (token.kind === "channel") return `<#${token.id}|${token.name}>`;
  if (token.kind === "broadcast") return `<!${token.range}>`;
  return token.kind === "link" ? `<${escapeText(token.url)}>` : escapeText(token.text);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function richText(tokens: readonly Token[]): JsonObject {
  const section = { type: "rich_text_section", elements: tokens.map(toElement) };
  return { type: "rich_text", block_id: "typed", elements: [section] };
}

function toElement(token: Token): JsonObject {
  if (token.kind === "user") return { type: "user", user_id: token.id };
  if (token.kind === "channel") return { type: "channel", channel_id: token.id };
  if (token.kind === "broadcast") return { type: "broadcast", range: token.range };
  return token.kind === "link" ? { type: "link", url: token.url } : { type: "text", text: token.text };
}
