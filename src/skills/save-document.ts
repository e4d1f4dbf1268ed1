import type { Catalogue } from "../integrations/index.ts";
import { changeFailed, saveContent, type Who } from "./change-skill.ts";
import { faultsOf, workflowsByName } from "./faults-of-skill.ts";
import { permissionsOf } from "./permissions.ts";
import type { SkillDeps } from "./skill-deps.ts";
import { parseSkillDocument } from "./skill-document.ts";

export type SavedDocument =
  | { readonly ok: true; readonly name: string; readonly version: number }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Saves a `SKILL.md`: as a new skill, or as the next version of the one of its name. Nothing is saved with a fault. */
export async function saveDocument(
  deps: SkillDeps,
  document: Who & { text: string; catalogue: Catalogue; draftId?: string | undefined },
): Promise<SavedDocument> {
  const { text, catalogue, draftId, ...who } = document;
  const parsed = parseSkillDocument(text);
  if (!parsed.ok) return { ok: false, faults: [parsed.message] };
  const { name, description, workflow } = parsed;
  const skills = await deps.shelf.at(who.workspaceId, catalogue.version);
  const faults = faultsOf({ name, workflow }, { catalogue, skills, hasModel: deps.model !== undefined });
  if (faults.length > 0) return { ok: false, faults };
  const permissions = permissionsOf(workflow, catalogue, workflowsByName(skills));
  const saved = await saveContent(deps, { ...who, name, description, workflow, permissions, draftId });
  return changeFailed(saved)
    ? { ok: false, faults: [saved.message] }
    : { ok: true, name, version: saved.version };
}
