import { type Action, listsWithoutInputs } from "../actions/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import { shortened } from "../kernel/index.ts";
import type { SkillOutline } from "./skill-port.ts";

/** Something that a person could ask: a short title, and what is then said in their name. */
export interface SuggestedPrompt {
  readonly title: string;
  readonly message: string;
}

/** Slack takes no more. */
const MOST = 4;
const MOST_LISTS = 2;
const MOST_TITLE = 60;

const HELP: SuggestedPrompt = { title: "What can you do?", message: "help" };
const CONNECTED: SuggestedPrompt = { title: "What is connected?", message: "integrations" };

/**
 * What a person could ask here: harmless things that work as they are, with and without a language model. Lists of what
 * is connected, a skill that wants no input, and help.
 */
export function suggestPrompts(
  catalogue: Catalogue,
  skills: readonly SkillOutline[],
): readonly SuggestedPrompt[] {
  if (catalogue.integrations.length === 0)
    return [HELP, { title: "Connect GitHub", message: "connect GitHub" }];
  const lists = catalogue.integrations
    .filter(({ health }) => health !== "failing")
    .flatMap(({ id, slug, name }) => {
      const [list] = catalogue
        .actionsOf(id)
        .filter(isHarmlessList)
        .sort((a, b) => worthOf(b) - worthOf(a));
      return list ? [{ title: short(titleFor(list, name)), message: `#${slug}.${list.name}` }] : [];
    });
  const runnable = skills.find(({ inputs }) => inputs.every(({ isRequired }) => !isRequired));
  const run = runnable ? [{ title: short(`Run ${runnable.name}`), message: runnable.name }] : [];
  return [...lists.slice(0, MOST_LISTS), ...run, HELP, CONNECTED].slice(0, MOST);
}

const isHarmlessList = (action: Action) => listsWithoutInputs(action) && !action.requiresConfirmation;

/** Of two lists, the one whose records have times and amounts is the one that people ask about. */
function worthOf({ results }: Action): number {
  return (results?.dates.length ?? 0) + (results?.money.length ?? 0);
}

function titleFor({ title, name }: Action, integration: string): string {
  return `${title || name} of ${integration}`;
}

const short = (title: string) => shortened(title.replace(/\s+/g, " ").trim(), MOST_TITLE);
