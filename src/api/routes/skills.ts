import { z } from "zod";
import type { Catalogue } from "../../integrations/index.ts";
import { getWorkspace } from "../../people/index.ts";
import {
  describePermissions,
  describeSteps,
  listSkillRuns,
  listVersions,
  outlineOf,
  type Skill,
  usageOf,
  writeInvocation,
  writeSkillDocument,
} from "../../skills/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { beginRun } from "../begin-run.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { personOfIn } from "../people-names.ts";
import { ApiProblem, noSuch, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { runShape } from "../shapes/run.ts";
import { skillRunShape, skillShape, skillSummary, versionShape } from "../shapes/skill.ts";
import { answerRun, waitSeconds } from "./runs.ts";

const MOST_RUNS = 1_000;
const LONGEST_DOCUMENT = 300_000;

const aSkill = z.strictObject({ name: z.string().min(1).max(200) });

async function workspaceOf(deps: ApiDeps, { member }: Caller) {
  const { workspaceId } = member;
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  const [catalogue, skills] = await Promise.all([
    deps.catalogues.at(workspaceId, catalogueVersion),
    deps.skills.at(workspaceId, catalogueVersion),
  ]);
  return { workspaceId, catalogue, skills };
}

async function skillIn(deps: ApiDeps, caller: Caller, name: string) {
  const workspace = await workspaceOf(deps, caller);
  const skill = workspace.skills.find((one) => one.name === name);
  if (!skill) throw noSuch("skill");
  return { ...workspace, skill };
}

async function summaryOf(deps: ApiDeps, skill: Skill, catalogue: Catalogue) {
  return {
    name: skill.name,
    description: skill.description,
    version: skill.id === null ? null : skill.version,
    isBuiltIn: skill.id === null,
    usage: usageOf(outlineOf(skill)),
    inputs: skill.workflow.inputs.map(({ name, type, description, one_of, default: value }) => ({
      name,
      type,
      oneOf: one_of ? [...one_of] : null,
      description,
      isRequired: value === undefined,
      default: value ?? null,
    })),
    faults: [...(await deps.skills.faults(skill, catalogue))],
  };
}

const listSkills = defineRoute({
  method: "get",
  path: "/skills",
  operationId: "listSkills",
  tag: "skills",
  summary: "List the skills that can be run",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(skillSummary),
  async handle(deps, caller, { query }) {
    const { catalogue, skills } = await workspaceOf(deps, caller);
    const page = pageOfAll(skills, query, ({ name }) => name);
    const items = await Promise.all(page.items.map((skill) => summaryOf(deps, skill, catalogue)));
    return { body: { ...page, items } };
  },
});

const getSkill = defineRoute({
  method: "get",
  path: "/skills/{name}",
  operationId: "getSkill",
  tag: "skills",
  summary: "Read a skill: its steps, what it may call, and its SKILL.md",
  who: "member",
  params: aSkill,
  answer: skillShape,
  async handle(deps, caller, { params }) {
    const { skill, catalogue } = await skillIn(deps, caller, params.name);
    return { body: await wholeSkill(deps, skill, catalogue) };
  },
});

async function wholeSkill(deps: ApiDeps, skill: Skill, catalogue: Catalogue) {
  return {
    ...(await summaryOf(deps, skill, catalogue)),
    steps: [...describeSteps(skill.workflow.steps)],
    permissions: [...describePermissions(skill.permissions)],
    document: writeSkillDocument(skill.name, skill),
  };
}

const getSkillDocument = defineRoute({
  method: "get",
  path: "/skills/{name}/SKILL.md",
  operationId: "getSkillDocument",
  tag: "skills",
  summary: "Export a skill as a SKILL.md",
  who: "member",
  params: aSkill,
  textTypes: ["text/markdown"],
  async handle(deps, caller, { params }) {
    const { skill } = await skillIn(deps, caller, params.name);
    return { text: writeSkillDocument(skill.name, skill), type: "text/markdown", fileName: "SKILL.md" };
  },
});

const saveSkill = defineRoute({
  method: "post",
  path: "/skills",
  operationId: "saveSkill",
  holdsArguments: true,
  tag: "skills",
  summary: "Import a SKILL.md, as a new skill or the next version of the one of its name",
  who: "member",
  status: 201,
  maxBytes: LONGEST_DOCUMENT,
  body: z.strictObject({ document: z.string().min(1).describe("The text of a SKILL.md.") }),
  answer: skillShape,
  async handle(deps, caller, { body }) {
    const { workspaceId, catalogue } = await workspaceOf(deps, caller);
    const who = { workspaceId, by: caller.member.id, actsAsMember: caller.actsAsMember };
    const text = body.document.replaceAll("\r\n", "\n");
    const saved = await deps.skills.save({ ...who, text, catalogue });
    if (!saved.ok) {
      const faults = saved.faults.map((message) => ({ field: "document", message }));
      throw unprocessable("The document is not a skill that can be saved.", faults);
    }
    const now = await skillIn(deps, caller, saved.name);
    return { body: await wholeSkill(deps, now.skill, now.catalogue) };
  },
});

const deleteSkill = defineRoute({
  method: "delete",
  path: "/skills/{name}",
  operationId: "deleteSkill",
  tag: "skills",
  summary: "Delete a skill; its maker and admins may",
  who: "member",
  status: 204,
  params: aSkill,
  async handle(deps, caller, { params }) {
    const { workspaceId } = caller.member;
    await skillIn(deps, caller, params.name);
    const who = { workspaceId, by: caller.member.id, actsAsMember: caller.actsAsMember };
    const changed = await deps.skills.remove({ ...who, name: params.name });
    if (!changed.ok) throw new ApiProblem(403, "api.not_yours", { detail: changed.message });
    return { body: undefined };
  },
});

const rollBackSkill = defineRoute({
  method: "post",
  path: "/skills/{name}/roll-back",
  operationId: "rollBackSkill",
  tag: "skills",
  summary: "Make an older version the one that is run",
  who: "member",
  params: aSkill,
  body: z.strictObject({ version: z.number().int().min(1) }),
  answer: skillShape,
  async handle(deps, caller, { params, body }) {
    await skillIn(deps, caller, params.name);
    const { workspaceId } = caller.member;
    const who = { workspaceId, by: caller.member.id, actsAsMember: caller.actsAsMember };
    const changed = await deps.skills.rollBack({ ...who, name: params.name, version: body.version });
    if (!changed.ok) throw unprocessable(changed.message);
    const now = await skillIn(deps, caller, params.name);
    return { body: await wholeSkill(deps, now.skill, now.catalogue) };
  },
});

const listSkillVersions = defineRoute({
  method: "get",
  path: "/skills/{name}/versions",
  operationId: "listSkillVersions",
  tag: "skills",
  summary: "List the versions of a skill, the newest first",
  who: "member",
  params: aSkill,
  query: z.strictObject(PAGE),
  answer: pageOf(versionShape),
  async handle(deps, caller, { params, query }) {
    const { skill, workspaceId } = await skillIn(deps, caller, params.name);
    const versions = skill.id === null ? [] : await listVersions(deps.db, workspaceId, skill.id);
    const personOf = await personOfIn(deps, workspaceId);
    const page = pageOfAll(versions, query, ({ version }) => String(version));
    const items = page.items.map((one) => ({
      version: one.version,
      description: one.description,
      steps: [...describeSteps(one.workflow.steps)],
      savedBy: personOf(one.savedBy),
      savedAt: one.savedAt,
      restores: one.restores,
    }));
    return { body: { ...page, items } };
  },
});

const listRunsOfSkill = defineRoute({
  method: "get",
  path: "/skills/{name}/runs",
  operationId: "listSkillRuns",
  tag: "skills",
  summary: "List the runs of a skill, the newest first",
  who: "member",
  params: aSkill,
  query: z.strictObject(PAGE),
  answer: pageOf(skillRunShape),
  async handle(deps, caller, { params, query }) {
    const { skill, workspaceId } = await skillIn(deps, caller, params.name);
    const runs = await listSkillRuns(deps.db, { workspaceId, name: skill.name, limit: MOST_RUNS });
    const personOf = await personOfIn(deps, workspaceId);
    const page = pageOfAll(runs, query, ({ id }) => id);
    const items = page.items.map(({ startedBy, inputs, ...run }) => ({
      ...run,
      inputs: inputs as z.core.util.JSONType,
      startedBy: personOf(startedBy),
    }));
    return { body: { ...page, items } };
  },
});

const runSkill = defineRoute({
  method: "post",
  path: "/skills/{name}/runs",
  operationId: "runSkill",
  holdsArguments: true,
  tag: "skills",
  summary: "Run a skill",
  who: "member",
  isIdempotent: true,
  isAct: false,
  status: 201,
  params: aSkill,
  body: z.strictObject({
    inputs: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe("Its inputs by name."),
    dryRun: z.boolean().default(false).describe("Reads are made, writes only shown."),
    waitSeconds,
  }),
  answer: runShape,
  async handle(deps, caller, { params, body, idempotencyKey, gone }) {
    const { skill } = await skillIn(deps, caller, params.name);
    checkInputs(skill, body.inputs);
    const inputs = Object.fromEntries(
      Object.entries(body.inputs).map(([key, value]) => [key, String(value)]),
    );
    const text = writeInvocation(skill.name, { inputs, isDryRun: body.dryRun });
    const run = await beginRun(deps, caller, { text, idempotencyKey });
    return answerRun(deps, caller, { run, waitSeconds: body.waitSeconds, gone });
  },
});

type Inputs = Readonly<Record<string, string | number | boolean>>;

/** In a chat a missing input is asked for; here nobody would answer. */
function checkInputs({ workflow }: Skill, inputs: Inputs): void {
  const known = workflow.inputs.map(({ name }) => name);
  const takes = known.length > 0 ? `It takes ${known.join(", ")}.` : "It takes none.";
  const unknown = Object.keys(inputs).filter((name) => !known.includes(name));
  const missing = workflow.inputs.filter((input) => input.default === undefined && !(input.name in inputs));
  const faults = [
    ...unknown.map((name) => ({ field: `inputs.${name}`, message: `There is no such input. ${takes}` })),
    ...missing.map(({ name, description }) => ({
      field: `inputs.${name}`,
      message: `This input is needed${description ? `: ${description}` : ""}.`,
    })),
  ];
  if (faults.length > 0) throw unprocessable("The inputs are not those of the skill.", faults);
}

export const SKILL_ROUTES: readonly Route[] = [
  listSkills,
  getSkill,
  getSkillDocument,
  saveSkill,
  deleteSkill,
  rollBackSkill,
  listSkillVersions,
  listRunsOfSkill,
  runSkill,
];
