import type { KnownBlock } from "@slack/types";
import type { Db } from "../../database/index.ts";
import { getWorkspace } from "../../people/index.ts";
import type { Skill, Skills } from "../../skills/index.ts";
import { inShort } from "../render/card-parts.ts";
import { FORM_ACTION_NAME } from "../render/choices.ts";
import { formValue } from "../render/skill-view.ts";
import { plainText, plainWords } from "../render/untrusted.ts";
import { words } from "../render/view-parts.ts";
import { type HomeSection, heading, moreLine } from "./home-view.ts";

const MOST = 8;

/** The skills that can be run, each with a button that opens its form. */
export function createSkillsSection(deps: {
  db: Db;
  skills: Pick<Skills, "at">;
  publicUrl: string;
}): HomeSection {
  return async ({ workspaceId }) => {
    const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
    const skills = await deps.skills.at(workspaceId, catalogueVersion);
    // A team's own come before those that came with Chief.
    const sorted = [...skills].sort((a, b) => Number(a.id === null) - Number(b.id === null));
    return [
      heading("Skills"),
      ...(skills.length === 0 ? [plainWords("There are no skills yet.")] : []),
      ...sorted.slice(0, MOST).map(block),
      ...moreLine(sorted.length - MOST, "skills", `${deps.publicUrl}/skills`),
    ];
  };
}

function block({ name, description }: Skill): KnownBlock {
  const about = description ? `: ${inShort(description)}` : "";
  return {
    type: "section",
    text: { type: "plain_text", text: plainText(`${name}${about}`) },
    accessory: {
      type: "button",
      action_id: FORM_ACTION_NAME,
      text: words("Run…"),
      value: formValue({ skill: name, given: {}, isDryRun: false }),
    },
  };
}
