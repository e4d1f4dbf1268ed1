import type { Db } from "./database/index.ts";
import type { Catalogues } from "./integrations/index.ts";
import { getWorkspace } from "./people/index.ts";
import { type SuggestedPrompt, suggestPrompts } from "./planning/index.ts";
import type { Skills } from "./skills/index.ts";

/** What the people of a workspace could ask, by what is connected there and which skills can run. */
export function createSuggesting(deps: {
  db: Db;
  catalogues: Catalogues;
  skills: Skills;
}): (workspaceId: string) => Promise<readonly SuggestedPrompt[]> {
  const { db, catalogues, skills } = deps;
  return async (workspaceId) => {
    const { catalogueVersion: version } = await getWorkspace(db, workspaceId);
    const catalogue = await catalogues.at(workspaceId, version);
    const [stored, outlines] = await Promise.all([
      skills.at(workspaceId, version),
      skills.outlines(workspaceId, version),
    ]);
    const runnable = new Set<string>();
    for (const skill of stored)
      if ((await skills.faults(skill, catalogue)).length === 0) runnable.add(skill.name);
    return suggestPrompts(
      catalogue,
      outlines.filter(({ name }) => runnable.has(name)),
    );
  };
}
