/**
 * What a person attached to a message: `#internal-orders-api` is that integration, `#internal-orders-api.list-orders`
 * that action.
 *
 * Where a channel has the same name, Slack turns it into `<#C123|internal-orders-api>`; that counts, too, unless
 * something is to be posted there. A name with a dot that is not connected, or one that is nearly an integration's, is a
 * slip: it comes back with what is near. Any other `#name` is a channel.
 */
import { type Action, isNearly } from "../actions/index.ts";
import type { Catalogue, Integration } from "../integrations/index.ts";

export interface Attachment {
  readonly integration: Integration;
  /** The name after the dot, as written. */
  readonly actionName?: string;
  /** The enabled action of that name; absent when there is none such. */
  readonly action?: Action;
  /** As it stands in the text. */
  readonly written: string;
}

/** A `#name` that stands for nothing, with the full names of what is near. */
export interface Slip {
  readonly written: string;
  readonly near: readonly string[];
}

export interface Attachments {
  readonly attached: readonly Attachment[];
  readonly slips: readonly Slip[];
}

const MENTION =
  /(?<![\w<&#/])#([a-z0-9][\w-]*)(?:\.([a-z0-9][\w-]*))?|<#[A-Z0-9]+\|([^>|]+)>(?:\.([a-z0-9][\w-]*))?/gi;
/** What stands before a channel to post in, which may have the name of an integration. */
const POSTING = /\b(?:post|send|share|put|report|announce|tell|say)\b[^.;]*\b(?:in|into|to|on)\s+$/i;
const MOST_NEAR = 3;

/** Finds what a text attaches, in order. */
export function attachmentsIn(text: string, catalogue: Catalogue): Attachments {
  const attached: Attachment[] = [];
  const slips: Slip[] = [];
  for (const match of text.matchAll(MENTION)) {
    const slug = (match[1] ?? match[3] ?? "").toLowerCase();
    const name = (match[2] ?? match[4])?.toLowerCase();
    if (name === undefined && POSTING.test(text.slice(0, match.index))) continue;
    const integration = catalogue.integrations.find((known) => known.slug === slug);
    if (!integration) {
      const near = nearIntegrations(catalogue, slug, name);
      if (near.length > 0 || name !== undefined) slips.push({ written: match[0], near });
      continue;
    }
    const found = attachmentOf(catalogue, integration, { name, written: match[0] });
    attached.push(found);
    if (name !== undefined && !found.action)
      slips.push({ written: match[0], near: nearActions(catalogue, integration, name) });
  }
  return { attached, slips };
}

function attachmentOf(
  catalogue: Catalogue,
  integration: Integration,
  { name, written }: { name: string | undefined; written: string },
): Attachment {
  if (name === undefined) return { integration, written };
  const action = catalogue.actionsOf(integration.id).find((known) => known.name === name);
  return { integration, written, actionName: name, ...(action ? { action } : {}) };
}

function nearIntegrations(catalogue: Catalogue, slug: string, name: string | undefined): string[] {
  const near = catalogue.integrations.filter((known) => isNearly(slug, known.slug));
  return near
    .slice(0, MOST_NEAR)
    .map((known) => (name === undefined ? `#${known.slug}` : `#${known.slug}.${name}`));
}

/** The actions whose names share most with a name that is none. */
function nearActions(catalogue: Catalogue, integration: Integration, name: string): string[] {
  const options = { limit: MOST_NEAR, integrationId: integration.id };
  const spelled = catalogue.actionsOf(integration.id).filter((action) => isNearly(name, action.name));
  const near = [...spelled, ...catalogue.find(name.replace(/[-_]/g, " "), options)];
  const names = near.map((action) => `#${integration.slug}.${action.name}`);
  return [...new Set(names)].slice(0, MOST_NEAR);
}

/** Says of a slip what is wrong and what is near. */
export function slipText({ written, near }: Slip): string {
  const names = near.map((name) => `\`${name}\``).join(", ");
  return `I know nothing called \`${written.replace(/^<#[A-Z0-9]+\||>/g, "")}\`.${names ? ` Did you mean ${names}?` : " Say `integrations` to see what is connected."}`;
}
