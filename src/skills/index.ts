/** What people saved to be done again: typed workflows, made from words or from what worked, run the same way each time. */
export { changeSkill, removeSkill, rollBack, saveDraft } from "./change-skill.ts";
export { createSkills, type SkillDeps, type Skills } from "./create-skills.ts";
export { describeStep, describeWorkflow } from "./describe-workflow.ts";
export { loadBuiltInSkills } from "./load-built-in.ts";
export type { Skill } from "./skill.ts";
export { parseSkillDocument, writeSkillDocument } from "./skill-document.ts";
export { createSkillPlanner } from "./skill-planner.ts";
export { listSkillRuns, listVersions } from "./skills-store.ts";
export type { Workflow } from "./workflow.ts";
