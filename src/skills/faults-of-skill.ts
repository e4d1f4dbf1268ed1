import type { Catalogue } from "../integrations/index.ts";
import type { Json } from "../kernel/index.ts";
import { findTimePhrase } from "../planning/index.ts";
import type { Skill } from "./skill.ts";
import { validateWorkflow } from "./validate-workflow.ts";
import type { Workflow } from "./workflow.ts";

/** What does not fit between a skill and what is connected now; empty when it can run. */
export function faultsOf(
  { name, workflow }: Pick<Skill, "name" | "workflow">,
  setting: {
    catalogue: Catalogue;
    skills: readonly Skill[];
    hasModel: boolean;
    learnt?: Readonly<Record<string, Json>>;
  },
): string[] {
  const { catalogue, hasModel, skills, learnt } = setting;
  return validateWorkflow(workflow, {
    name,
    catalogue,
    hasModel,
    others: workflowsByName(skills),
    isTimePhrase: (phrase) => findTimePhrase(phrase, new Date(0), "UTC") !== undefined,
    ...(learnt ? { learnt } : {}),
  });
}

export function workflowsByName(
  skills: readonly Pick<Skill, "name" | "workflow">[],
): Record<string, Workflow> {
  return Object.fromEntries(skills.map(({ name, workflow }) => [name, workflow]));
}
