import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { Model } from "../model/index.ts";
import type { ToolContext } from "../planning/index.ts";
import type { Shelf } from "./shelf.ts";
import type { Skill } from "./skill.ts";

/** What the tools of this room need. */
export interface SkillDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Drafts what the built-in rules do not understand. */
  readonly model: Model | undefined;
  readonly shelf: Shelf;
}

/** The skills of the workspace that a tool works for, as of the catalogue that its run works with. */
export function skillsFor({ shelf }: SkillDeps, context: ToolContext): Promise<readonly Skill[]> {
  return shelf.at(context.call.workspaceId, context.catalogue.version);
}
