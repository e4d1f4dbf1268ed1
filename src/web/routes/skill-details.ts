import type { Catalogue } from "../../integrations/index.ts";
import type { Member } from "../../people/index.ts";
import {
  describePermissions,
  describeSteps,
  diffLines,
  listSkillRuns,
  listVersions,
  outlineOf,
  type Skill,
  usageOf,
  writeEditableSkill,
} from "../../skills/index.ts";
import type { SkillPageProps } from "../pages/skills/skill-page.tsx";
import type { SkillRunSummary } from "../pages/skills/skill-runs-panel.tsx";
import type { VersionSummary } from "../pages/skills/versions-panel.tsx";
import type { WebDeps } from "../web-deps.ts";

const SHOWN_RUNS = 50;

type Members = ReadonlyMap<string, Member>;

/** Everything that the page of a skill shows. */
export async function skillPageProps(
  deps: WebDeps,
  of: { skill: Skill; catalogue: Catalogue; visitor: Member; members: Members },
): Promise<SkillPageProps> {
  const { skill, catalogue, visitor, members } = of;
  const { workspaceId } = visitor;
  const [faults, versions, runs, mayChange] = await Promise.all([
    deps.skills.faults(skill, catalogue),
    skill.id === null ? [] : versionsOf(deps, { workspaceId, skillId: skill.id, members }),
    runsOf(deps, { workspaceId, name: skill.name, members }),
    skill.id !== null && deps.skills.mayChange({ workspaceId, by: visitor.id }, skill.name),
  ]);
  return {
    name: skill.name,
    description: skill.description,
    usage: usageOf(outlineOf(skill)),
    version: skill.id === null ? undefined : skill.version,
    steps: describeSteps(skill.workflow.steps),
    permissions: describePermissions(skill.permissions).join("; "),
    inputs: skill.workflow.inputs.map((input) => ({
      name: input.name,
      type: input.type,
      oneOf: input.one_of,
      description: input.description,
      value: input.default === undefined ? undefined : String(input.default),
      isRequired: input.default === undefined,
    })),
    faults,
    versions,
    runs,
    document: writeEditableSkill(skill.name, skill),
    mayChange,
    now: deps.clock(),
  };
}

async function versionsOf(
  deps: WebDeps,
  of: { workspaceId: string; skillId: string; members: Members },
): Promise<VersionSummary[]> {
  const versions = await listVersions(deps.db, of.workspaceId, of.skillId);
  return versions.map((one, at) => {
    const before = versions[at + 1];
    return {
      version: one.version,
      savedBy: of.members.get(one.savedBy)?.name ?? "somebody",
      savedAt: one.savedAt,
      restores: one.restores,
      changes: diffLines(
        before ? describeSteps(before.workflow.steps) : [],
        describeSteps(one.workflow.steps),
      ),
    };
  });
}

async function runsOf(
  deps: WebDeps,
  of: { workspaceId: string; name: string; members: Members },
): Promise<SkillRunSummary[]> {
  const runs = await listSkillRuns(deps.db, { ...of, limit: SHOWN_RUNS });
  return runs.map((run) => ({
    runId: run.runId,
    state: run.state,
    by: of.members.get(run.startedBy)?.name ?? "somebody",
    version: run.version,
    isDryRun: run.isDryRun,
    inputs: Object.entries(run.inputs)
      .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join(", "),
    failedStep: run.failedStep,
    startedAt: run.startedAt,
  }));
}
