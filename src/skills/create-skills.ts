import type { Db } from "../database/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { SkillOutline, SkillPort, ToolContext } from "../planning/index.ts";
import { changeSkill } from "./change-skill.ts";
import { draftSkill } from "./draft-skill.ts";
import { endSkill } from "./end-skill.ts";
import { createShelf, type Shelf } from "./shelf.ts";
import { outlineOf, type Skill } from "./skill.ts";
import { retrySkill, startSkill } from "./start-skill.ts";

/** What the tools of this room need. */
export interface SkillDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly hasModel: boolean;
  readonly shelf: Shelf;
}

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

/** The skills of the workspace that a tool works for, as of the catalogue that its run works with. */
export function skillsFor({ shelf }: SkillDeps, context: ToolContext): Promise<readonly Skill[]> {
  return shelf.at(context.call.workspaceId, context.catalogue.version satisfies Catalogue["version"]);
}
