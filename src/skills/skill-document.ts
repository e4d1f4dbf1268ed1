import { parse, stringify } from "yaml";
import { describeSteps } from "./describe-workflow.ts";
import type { SkillContent } from "./skills-store.ts";
import { SKILL_NAME, type Workflow, workflowSchema } from "./workflow.ts";

/** A skill as a `SKILL.md` holds it. */
export type ParsedSkill =
  | { readonly ok: true; readonly name: string; readonly description: string; readonly workflow: Workflow }
  | { readonly ok: false; readonly message: string };

const FRONT_MATTER = /^﻿?---\r?\n([\s\S]*?)\r?\n---\r?\n/;
const WORKFLOW = /^```ya?ml[ \t]+workflow[ \t]*\r?\n([\s\S]*?)^```/m;
const LONGEST_DOCUMENT = 200_000;

/**
 * Reads a `SKILL.md`: front matter with `name` and `description`, prose for people, and the typed workflow in a fenced
 * block marked `yaml workflow`. The prose is not read.
 */
export function parseSkillDocument(text: string): ParsedSkill {
  if (text.length > LONGEST_DOCUMENT) return fault("the document is longer than 200,000 characters");
  const front = FRONT_MATTER.exec(text)?.[1];
  if (front === undefined) return fault("it has to begin with front matter between two lines of ---");
  const block = WORKFLOW.exec(text)?.[1];
  if (block === undefined) return fault("it has no fenced block marked ```yaml workflow");
  try {
    return read(parseYaml(front), parseYaml(block));
  } catch (error) {
    return fault(
      `its YAML cannot be read: ${error instanceof Error ? error.message.split("\n")[0] : "unknown"}`,
    );
  }
}

/** Whether a text is meant as a `SKILL.md`, right or wrong. */
export function isSkillDocument(text: string): boolean {
  return FRONT_MATTER.test(text) && WORKFLOW.test(text);
}

const parseYaml = (text: string): unknown => parse(text, { maxAliasCount: 20, schema: "core" });
const fault = (message: string): ParsedSkill => ({ ok: false, message });

function read(front: unknown, block: unknown): ParsedSkill {
  const { name, description } = (front ?? {}) as { name?: unknown; description?: unknown };
  if (typeof name !== "string" || !SKILL_NAME.test(name)) {
    return fault("`name` has to be of lower-case letters, digits and dashes, such as ship-order");
  }
  const parsed = workflowSchema.safeParse(block);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fault(
      `the workflow is not right at ${issue?.path.join(".") || "its top"}: ${issue?.message ?? ""}`,
    );
  }
  return {
    ok: true,
    name,
    description: typeof description === "string" ? description : "",
    workflow: parsed.data,
  };
}

type Written = Pick<SkillContent, "description" | "workflow">;

/** Writes a skill as the `SKILL.md` that `parseSkillDocument` reads back to the same. */
export function writeSkillDocument(name: string, { description, workflow }: Written): string {
  const prose = [
    `# ${name}`,
    ...(description ? [description] : []),
    describeSteps(workflow.steps).join("\n"),
  ];
  return written(name, { description, workflow }, prose);
}

/** The same for somebody who changes it: without the prose, which is written anew from the steps. */
export function writeEditableSkill(name: string, content: Written): string {
  return written(name, content, []);
}

function written(name: string, { description, workflow }: Written, prose: readonly string[]): string {
  return [
    `---\n${stringify({ name, description }).trimEnd()}\n---`,
    ...prose,
    `\`\`\`yaml workflow\n${stringify(inOrder(workflow), { lineWidth: 110 }).trimEnd()}\n\`\`\`\n`,
  ].join("\n\n");
}

/** The members in the order in which people write them: a database does not keep it. */
const inOrder = (workflow: Workflow): Workflow => workflowSchema.parse(workflow);
