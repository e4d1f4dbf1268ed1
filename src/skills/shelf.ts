import type { Db } from "../database/index.ts";
import type { Skill } from "./skill.ts";
import { listSkills } from "./skills-store.ts";

/** The skills of each workspace, held in memory and reloaded when the workspace's catalogue version moved. */
export interface Shelf {
  /** `version` is the workspace's `catalogueVersion` as just read. Its own skills go before those that came with Chief. */
  at(workspaceId: string, version: number): Promise<readonly Skill[]>;
}

export function createShelf(deps: { db: Db; builtIn: readonly Skill[] }): Shelf {
  const loaded = new Map<string, { version: number; skills: Promise<readonly Skill[]> }>();
  return {
    at(workspaceId, version) {
      const known = loaded.get(workspaceId);
      if (known && known.version >= version) return known.skills;
      const skills = load(deps, workspaceId);
      loaded.set(workspaceId, { version, skills });
      skills.catch(() => loaded.delete(workspaceId));
      return skills;
    },
  };
}

async function load(
  { db, builtIn }: { db: Db; builtIn: readonly Skill[] },
  workspaceId: string,
): Promise<Skill[]> {
  const own = await listSkills(db, workspaceId);
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...builtIn.filter(({ name }) => !names.has(name))].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}
