import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { SkillOutline, SkillPort } from "../planning/index.ts";
import { changeSkill } from "./change-skill.ts";
import { draftSkill } from "./draft-skill.ts";
import { endSkill } from "./end-skill.ts";
import { createShelf, type Shelf } from "./shelf.ts";
import { outlineOf, type Skill } from "./skill.ts";
import type { SkillDeps } from "./skill-deps.ts";
import { retrySkill, startSkill } from "./start-skill.ts";

/** The skills of every workspace: the tools that begin, end and change them, and what planners know of them. */
export interface Skills extends SkillPort {
  outlines(workspaceId: string, version: number): Promise<readonly SkillOutline[]>;
  readonly shelf: Shelf;
}

/** `builtIn` are the skills that came with Chief. */
export function createSkills(options: {
  db: Db;
  clock: Clock;
  hasModel: boolean;
  builtIn: readonly Skill[];
}): Skills {
  const { db, clock, hasModel, builtIn } = options;
  const shelf = createShelf({ db, builtIn });
  const deps: SkillDeps = { db, clock, hasModel, shelf };
  return {
    shelf,
    outlines: async (workspaceId, version) => (await shelf.at(workspaceId, version)).map(outlineOf),
    start: (input, context) => startSkill(deps, input, context),
    retry: (context) => retrySkill(deps, context),
    end: (input, context) => endSkill(deps, input, context),
    draft: (input, context) => draftSkill(deps, input, context),
    change: (input, context) => changeSkill(deps, input, context),
  };
}
