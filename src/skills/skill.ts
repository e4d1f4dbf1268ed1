import type { SkillOutline } from "../planning/index.ts";
import { describeWorkflow } from "./describe-workflow.ts";
import type { Permissions } from "./permissions.ts";
import type { Workflow } from "./workflow.ts";

/** A skill as it can be run now. */
export interface Skill {
  /** Null for one that came with Chief. */
  readonly id: string | null;
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly workflow: Workflow;
  readonly permissions: Permissions;
}

/** What planners know of a skill. */
export function outlineOf({ name, version, description, workflow, permissions }: Skill): SkillOutline {
  return {
    name,
    description,
    inputs: workflow.inputs.map((input) => ({
      name: input.name,
      type: input.type,
      description: input.description,
      isRequired: input.default === undefined,
      ...(input.one_of ? { oneOf: input.one_of } : {}),
      ...(input.default === undefined ? {} : { usual: input.default }),
    })),
    details: `${describeWorkflow(name, workflow, permissions)}\nVersion ${version}.`,
  };
}

/** How a skill is called: `ship-order <order_id>`. */
export function usageOf({ name, inputs }: Pick<SkillOutline, "name" | "inputs">): string {
  const wanted = inputs.map((input) => (input.isRequired ? ` <${input.name}>` : ` [${input.name}]`));
  return `${name}${wanted.join("")}`;
}
