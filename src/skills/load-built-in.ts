import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ChiefError } from "../kernel/index.ts";
import { workflowsByName } from "./faults-of-skill.ts";
import { calledIn } from "./permissions.ts";
import type { Skill } from "./skill.ts";
import { parseSkillDocument } from "./skill-document.ts";

/**
 * The skills that came with Chief: each folder of `dir` with a `SKILL.md`. What they may do is not known before they
 * meet a workspace, so their permissions are those that their own text names.
 *
 * @throws ChiefError `skills.built_in` when one of them is not right
 */
export async function loadBuiltInSkills(dir: string): Promise<Skill[]> {
  const folders = await readdir(dir, { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const loaded = await Promise.all(names.sort().map((name) => loadOne(dir, name)));
  const workflows = workflowsByName(loaded);
  return loaded.map((skill) => ({ ...skill, permissions: calledIn(skill.workflow, workflows) }));
}

async function loadOne(dir: string, folder: string): Promise<Omit<Skill, "permissions">> {
  const path = join(dir, folder, "SKILL.md");
  const parsed = parseSkillDocument(await readFile(path, "utf8"));
  if (!parsed.ok) throw new ChiefError("skills.built_in", { message: `${path}: ${parsed.message}` });
  if (parsed.name !== folder)
    throw new ChiefError("skills.built_in", { message: `${path} is called ${parsed.name}` });
  const { name, description, workflow } = parsed;
  return { id: null, name, version: 1, description, workflow };
}
