/** What people saved to be done again: typed workflows, made from words or from what worked, run the same way each time. */
export { createSkills, type Skills } from "./create-skills.ts";
export { describePermissions, describeSteps } from "./describe-workflow.ts";
export { type DiffLine, diffLines } from "./diff-lines.ts";
export { loadBuiltInSkills } from "./load-built-in.ts";
export { typeInput, wantedWords, writeInvocation } from "./read-invocation.ts";
export { outlineOf, type Skill, usageOf } from "./skill.ts";
export { callsAction, skillDependents } from "./skill-dependents.ts";
export { isSkillDocument, writeEditableSkill, writeSkillDocument } from "./skill-document.ts";
export { createSkillPlanner } from "./skill-planner.ts";
export { listLastSkillRuns, listSkillRuns, listVersions } from "./skills-store.ts";
