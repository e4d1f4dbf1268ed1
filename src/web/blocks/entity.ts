import type { Inline } from "./prose.ts";
import type { Rule } from "./scan-inline.ts";

const LONGEST_ENTITY = 3100;

/** Slack's three escapes, back to the characters they stand for. */
export function unescapeSlack(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_all, name: string) =>
    name === "lt" ? "<" : name === "gt" ? ">" : "&",
  );
}

/**
 * A rule for what Slack writes between angle brackets: `<https://…|text>`, `<@U1>`, `<#C1|name>`, `<!here>`,
 * `<!subteam^S1>`, `<!date^…>`.
 *
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export const slackEntity: Rule = (text, at) => {
  const close = text.indexOf(">", at);
  if (close === -1 || close - at > LONGEST_ENTITY) return undefined;
  const content = text.slice(at + 1, close);
  if (content === "" || content.includes("<") || content.includes("\n")) return undefined;
  const bar = content.indexOf("|");
  const target = bar === -1 ? content : content.slice(0, bar);
  const label = bar === -1 ? undefined : unescapeSlack(content.slice(bar + 1));
  const node = readTarget(target, label);
  return node && { node, end: close + 1 };
};

function readTarget(target: string, label: string | undefined): Inline | undefined {
  const rest = target.slice(1);
  if (target.startsWith("@")) return mention("user", rest, label);
  if (target.startsWith("#")) return mention("channel", rest, label);
  if (target.startsWith("!")) return readSpecial(rest, label);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const url = unescapeSlack(target);
  return { kind: "link", url, children: [{ kind: "text", text: label || url.replace(/^mailto:/, "") }] };
}

function mention(
  of: "user" | "channel" | "usergroup",
  id: string,
  label: string | undefined,
): Inline | undefined {
  if (!/^[A-Z0-9]{2,30}$/.test(id)) return undefined;
  return { kind: "mention", of, id, ...(label ? { label } : {}) };
}

function readSpecial(special: string, label: string | undefined): Inline | undefined {
  if (/^(here|channel|everyone|group)$/.test(special)) return { kind: "broadcast", range: special };
  const [name, first = "", second = ""] = special.split("^");
  if (name === "subteam") return mention("usergroup", first, label);
  if (name !== "date" || !/^\d{1,12}$/.test(first)) return undefined;
  return { kind: "date", at: new Date(Number(first) * 1000), format: second, fallback: label ?? "" };
}
