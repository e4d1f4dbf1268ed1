import type { Db } from "../database/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { Model } from "../model/index.ts";
import type { SkillOutline, SkillPort } from "../planning/index.ts";
import { changeByTool } from "./change-by-tool.ts";
import { type Changed, findDraftFor, mayChange, removeSkill, rollBack, type Who } from "./change-skill.ts";
import { draftSkill } from "./draft-skill.ts";
import { endSkill } from "./end-skill.ts";
import { faultsOf } from "./faults-of-skill.ts";
import { readInvocation } from "./read-invocation.ts";
import { type SavedDocument, saveDocument } from "./save-document.ts";
import { createShelf } from "./shelf.ts";
import { outlineOf, type Skill } from "./skill.ts";
import type { SkillDeps } from "./skill-deps.ts";
import type { SkillDraft } from "./skills-store.ts";
import { retrySkill, startSkill } from "./start-skill.ts";

/** The skills of every workspace: what planners know of them, the tools that use them, and what a page does with them. */
export interface Skills extends SkillPort {
  outlines(workspaceId: string, version: number): Promise<readonly SkillOutline[]>;
  /** The skills of a workspace as of a version of its catalogue. */
  at(workspaceId: string, version: number): Promise<readonly Skill[]>;
  /** The skill that a request runs, if it runs one. */
  meant(request: string, skills: readonly Skill[]): Skill | undefined;
  /** Why a skill cannot run now; empty when it can. */
  faults(skill: Skill, catalogue: Catalogue): Promise<readonly string[]>;
  mayChange(who: Who, name: string): Promise<boolean>;
  /** Saves a `SKILL.md`, as a new skill or the next version of one; with `draftId` in the place of that draft. */
  save(
    document: Who & { text: string; catalogue: Catalogue; draftId?: string | undefined },
  ): Promise<SavedDocument>;
  /** A draft that this person may still answer. */
  draftFor(whose: Who & { draftId: string }): Promise<SkillDraft | undefined>;
  rollBack(change: Who & { name: string; version: number }): Promise<Changed>;
  remove(change: Who & { name: string }): Promise<Changed>;
}

/** `builtIn` are the skills that came with Chief; `model` drafts what the built-in rules do not understand. */
export function createSkills(options: {
  db: Db;
  clock: Clock;
  model: Model | undefined;
  builtIn: readonly Skill[];
}): Skills {
  const { db, clock, model, builtIn } = options;
  const shelf = createShelf({ db, builtIn });
  const deps: SkillDeps = { db, clock, model, shelf };
  const outlines = new WeakMap<readonly Skill[], readonly SkillOutline[]>();
  const outlinesOf = (skills: readonly Skill[]) => {
    const known = outlines.get(skills) ?? skills.map(outlineOf);
    outlines.set(skills, known);
    return known;
  };
  return {
    at: (workspaceId, version) => shelf.at(workspaceId, version),
    outlines: async (workspaceId, version) => outlinesOf(await shelf.at(workspaceId, version)),
    start: (input, context) => startSkill(deps, input, context),
    retry: (input, context) => retrySkill(deps, input, context),
    end: (input, context) => endSkill(deps, input, context),
    draft: (input, context) => draftSkill(deps, input, context),
    change: (input, context) => changeByTool(deps, input, context),
    async faults(skill, catalogue) {
      const [first] = catalogue.integrations;
      const skills = first ? await shelf.at(first.workspaceId, catalogue.version) : [];
      return faultsOf(skill, { catalogue, skills, hasModel: model !== undefined });
    },
    meant(request, known) {
      const named = readInvocation(request, known.map(outlineOf))?.skill.name;
      return known.find(({ name }) => name === named);
    },
    mayChange: (who, name) => mayChange(deps, who, name),
    draftFor: (whose) => findDraftFor(deps, whose),
    save: (document) => saveDocument(deps, document),
    rollBack: (change) => rollBack(deps, change),
    remove: (change) => removeSkill(deps, change),
  };
}
