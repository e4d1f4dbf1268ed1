import type { ActionsBlock, Button, KnownBlock } from "@slack/types";
import type { Choice } from "../../planning/index.ts";
import { formValue } from "./skill-view.ts";
import { plainText, plainWords } from "./untrusted.ts";

/** How the ids of these buttons begin; the value of one that says something is what it says. */
export const SAYS = "choice_says_";
const OPENS = "choice_opens_";
/** The button that opens the form of a skill; its value is the form. */
export const FORM_ACTION_NAME = "skill_form";
export const FORM_ACTION = /^skill_form(_\d+)?$/;
const BLOCK = "choices";

const MOST_LABEL = 75;

/** Ways to go on, as buttons. */
export function choicesBlock(choices: readonly Choice[], dashboardUrl: string): ActionsBlock {
  return {
    type: "actions",
    block_id: BLOCK,
    elements: choices.map((choice, at) => buttonOf(choice, at, dashboardUrl)),
  };
}

function buttonOf(choice: Choice, at: number, dashboardUrl: string): Button {
  const button = {
    type: "button",
    text: { type: "plain_text", text: plainText(choice.label).slice(0, MOST_LABEL) },
    ...(choice.isMain ? { style: "primary" as const } : {}),
  } as const;
  if ("form" in choice)
    return { ...button, action_id: `${FORM_ACTION_NAME}_${at}`, value: formValue(choice.form) };
  return "says" in choice
    ? { ...button, action_id: `${SAYS}${at}`, value: choice.says }
    : { ...button, action_id: `${OPENS}${at}`, url: `${dashboardUrl}${choice.opens}` };
}

/** The blocks of a message after one of its buttons was pressed: in their place stands who chose what. */
export function withoutChoices(
  blocks: readonly KnownBlock[],
  chosen: { by: string; label: string },
): KnownBlock[] {
  return blocks.map((block) =>
    block.block_id === BLOCK ? plainWords(`${chosen.by} chose “${chosen.label}”.`) : block,
  );
}
