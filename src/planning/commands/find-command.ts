import { type Action, plainLine } from "../../actions/index.ts";
import { attachmentsIn } from "../attachments.ts";
import type { RunView } from "../planner.ts";
import { inputNames } from "./find-action.ts";

const MOST_SHOWN = 8;
const MOST_INPUTS = 4;
const LONGEST_TITLE = 100;

/** `find an action for refunds`, `search actions: …`, `which action …`: about actions, whoever plans. */
const ABOUT_ACTIONS =
  /^\s*(?:(?:find|search|look up|list|show)(?: me)?(?: for)?(?: the| an| a| all)? actions?\b|(?:which|what) actions?\b)\s*(?:(?:for|to|that|about|with|of|in|can|could|would|do|does|we have)\b\s*|:\s*)*(.*?)\s*[.?!]*\s*$/is;
const PLAIN = /^\s*(?:find|search(?: for)?)\s+(.+?)\s*[.?!]*\s*$/is;

/** What to look for, when a message asks for actions and not for data. */
export function actionsAskedFor(text: string): string | undefined {
  return ABOUT_ACTIONS.exec(text)?.[1];
}

/** What to look for in `find refunds`, which without a model is a search for actions. */
export function plainlySought(text: string): string | undefined {
  return actionsAskedFor(text) ?? PLAIN.exec(text)?.[1];
}

/** The actions that fit what is sought, by the names that a person can write; of the attached integration, if one is. */
export function foundText({ catalogue }: RunView, sought: string): string {
  const { attached } = attachmentsIn(sought, catalogue);
  const only = attached[0]?.integration;
  const words = attached.reduce((rest, { written }) => rest.replace(written, " "), sought).trim();
  const found =
    words === "" && only
      ? catalogue.actionsOf(only.id).slice(0, MOST_SHOWN)
      : catalogue.find(words, { limit: MOST_SHOWN, ...(only ? { integrationId: only.id } : {}) });
  const leftOut = only ? "" : leftOutText(catalogue);
  if (found.length === 0)
    return `No action fits “${sought.slice(0, 200)}”. Say \`integrations\` to see what is connected, or use other words.${leftOut}`;
  const slugs = new Map(catalogue.integrations.map(({ id, slug }) => [id, slug]));
  const lines = found.map((action) => lineOf(action, slugs.get(action.integrationId) ?? ""));
  return [
    `The actions that fit best; write one to use it:`,
    ...lines,
    ...(leftOut ? [leftOut.trim()] : []),
  ].join("\n");
}

/** What fails is not searched, unless it is named. */
function leftOutText({ integrations }: RunView["catalogue"]): string {
  const failing = integrations.filter(({ health }) => health === "failing");
  const names = failing.map(({ name, slug }) => `${name} (\`find … in #${slug}\` looks there)`);
  return names.length > 0 ? ` Left out, because they are failing: ${names.join(", ")}.` : "";
}

function lineOf(action: Action, slug: string): string {
  const { required } = inputNames(action);
  const more = required.length > MOST_INPUTS ? ", …" : "";
  const needs =
    required.length > 0
      ? `, needs ${required
          .slice(0, MOST_INPUTS)
          .map((name) => `\`${name}\``)
          .join(", ")}${more}`
      : "";
  const kind =
    action.effect === "read" ? "" : action.effect === "write" ? ", changes something" : ", removes something";
  return `• \`#${slug}.${action.name}\` ${plainLine(action.title).slice(0, LONGEST_TITLE) || `${action.method} ${action.path}`}${needs}${kind}`;
}
