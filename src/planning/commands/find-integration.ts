import type { Integration } from "../../integrations/index.ts";

/** An integration that a text names, and the text without the mention. */
export interface Mentioned {
  readonly integration: Integration;
  readonly rest: string;
  /** The action after the dot of `#internal-orders-api.list-orders`. */
  readonly actionName?: string;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const withoutApi = (name: string) => name.replace(/\s+api$/i, "");

function patternFor(name: string): RegExp {
  const words = name.trim().split(/\s+/).map(escaped).join(String.raw`[\s_-]+`);
  return new RegExp(
    String.raw`(?:\b(?:in|of|on|from|to|via|using|with)\s+)?(?:\b(?:our|the|my)\s+)?(?<![\w#|-])${words}(?![\w-])(?:['’]s)?`,
    "gi",
  );
}

/**
 * The integration that a text names: by `#slug` or `#slug.action`, else by its name, else by its name without a
 * trailing “API”. The longest name wins, so “Orders API v2” is not taken for “Orders API”; a channel is no mention.
 */
export function findMentionedIntegration(
  text: string,
  integrations: readonly Integration[],
): Mentioned | undefined {
  return bySlug(text, integrations) ?? byName(text, integrations);
}

/** “our Payroll API”: words with capitals, so that “our API” and “the orders API” name none. */
const SPOKEN_OF = /\b(?:our|my|the)\s+((?:[A-Z][\w&.-]*\s+){1,4}API)\b/;
/** What any API is, and none is called. */
const KINDS_OF_API = /^(?:(?:REST|RESTful|HTTPS?|JSON|GraphQL|Web|Public|Open|OpenAPI|Slack|Chief)\s+)+API$/i;

/**
 * The API that a text speaks of by a name which is none of an integration, nor short for one: “Orders API” may be the
 * Internal Orders API.
 */
export function unknownApiIn(text: string, integrations: readonly Integration[]): string | undefined {
  const name = SPOKEN_OF.exec(text)?.[1]?.replace(/\s+/g, " ");
  if (name === undefined || KINDS_OF_API.test(name)) return undefined;
  const isShortFor = (integration: Integration) => {
    const words = new Set(integration.name.toLowerCase().split(/\s+/));
    return withoutApi(name.toLowerCase())
      .split(" ")
      .every((word) => words.has(word));
  };
  return integrations.some(isShortFor) ? undefined : name;
}

/** What stands before a channel to post in, which may have the name of an integration. */
const POSTING = /\b(?:post|send|share|put|report)\b[^.;]*\b(?:in|into|to|on)\s+$/i;

const MENTION = /(?<![\w<&])#([a-z0-9-]+)(?:\.([a-z0-9-]+))?|<#[A-Z0-9]+\|([^>|]+)>(?:\.([a-z0-9-]+))?/gi;

function bySlug(text: string, integrations: readonly Integration[]): Mentioned | undefined {
  for (const match of text.matchAll(MENTION)) {
    const written = (match[1] ?? match[3] ?? "").toLowerCase();
    const actionName = (match[2] ?? match[4])?.toLowerCase();
    const integration = integrations.find(({ slug }) => slug === written);
    if (!integration || POSTING.test(text.slice(0, match.index))) continue;
    const rest = text.replace(match[0], " ");
    return { integration, rest, ...(actionName ? { actionName } : {}) };
  }
  return undefined;
}

function byName(text: string, integrations: readonly Integration[]): Mentioned | undefined {
  const byLength = [...integrations].sort((a, b) => b.name.length - a.name.length);
  const names = [
    ...byLength.map((integration) => ({ integration, name: integration.name, isShort: false })),
    ...byLength.map((integration) => {
      const name = withoutApi(integration.name);
      return { integration, name, isShort: !/\s/.test(name) };
    }),
  ];
  for (const { integration, name, isShort } of names) {
    // “orders” is a word like any other; “Orders” may be short for “Orders API”.
    const match = [...text.matchAll(patternFor(name))].find(([found]) => !isShort || found.includes(name));
    if (match) return { integration, rest: text.replace(match[0], " ") };
  }
  return undefined;
}
