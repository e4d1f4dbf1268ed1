/** What people saved to be done again: typed workflows, made from words or from what worked, run the same way each time. */
export { createSkills } from "./create-skills.ts";
export { loadBuiltInSkills } from "./load-built-in.ts";
export { createSkillPlanner } from "./skill-planner.ts";
