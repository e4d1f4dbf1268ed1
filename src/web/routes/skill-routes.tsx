import { type Request, type Response, Router } from "express";
import { getWorkspace, listMemberNames } from "../../people/index.ts";
import {
  listLastSkillRuns,
  outlineOf,
  type Skill,
  usageOf,
  writeEditableSkill,
  writeInvocation,
  writeSkillDocument,
} from "../../skills/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { SkillDraftPage } from "../pages/skills/skill-draft-page.tsx";
import { SkillEditor } from "../pages/skills/skill-editor.tsx";
import { SkillPage } from "../pages/skills/skill-page.tsx";
import { type SkillSummary, SkillsPage } from "../pages/skills/skills-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { beginInDirectMessage } from "./begin-in-direct-message.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { skillPageProps } from "./skill-details.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const LONGEST_DOCUMENT = 300_000;

/** The skills: everybody sees and runs them; their makers and admins change them. */
export function skillRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const { membersOnly } = gate;
  const small = formBody({ maxBytes: 20_000 });
  router.get(paths.skills, membersOnly, (request, response) => showAll(deps, request, response));
  router.post(paths.saveSkill, membersOnly, formBody({ maxBytes: LONGEST_DOCUMENT }), (request, response) =>
    save(deps, request, response),
  );
  router.get("/skills/drafts/:id", membersOnly, (request, response) => showDraft(deps, request, response));
  router.get("/skills/:name", membersOnly, (request, response) => showOne(deps, request, response));
  router.get("/skills/:name/SKILL.md", membersOnly, async (request, response) => {
    const { skill } = await skillIn(deps, request);
    response.type("text/markdown").attachment("SKILL.md").send(writeSkillDocument(skill.name, skill));
  });
  router.post("/skills/:name/run", membersOnly, small, (request, response) => run(deps, request, response));
  router.post("/skills/:name/roll-back", membersOnly, small, (request, response) =>
    rollBack(deps, request, response),
  );
  router.post("/skills/:name/delete", membersOnly, small, (request, response) =>
    remove(deps, request, response),
  );
  return router;
}

/** What a page about skills needs to know of the visitor's workspace. */
async function workspaceOf(deps: WebDeps, request: Request) {
  const { workspaceId } = visitorOf(request);
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  const [catalogue, skills] = await Promise.all([
    deps.catalogues.at(workspaceId, catalogueVersion),
    deps.skills.at(workspaceId, catalogueVersion),
  ]);
  return { workspaceId, catalogue, skills };
}

async function skillIn(deps: WebDeps, request: Request) {
  const workspace = await workspaceOf(deps, request);
  const skill = workspace.skills.find(({ name }) => name === request.params["name"]);
  if (!skill) throw notFound("skill");
  return { ...workspace, skill };
}

async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { workspaceId, catalogue, skills } = await workspaceOf(deps, request);
  const lastRuns = await listLastSkillRuns(deps.db, workspaceId);
  const summaryOf = async (skill: Skill): Promise<SkillSummary> => {
    const last = lastRuns.get(skill.name);
    return {
      name: skill.name,
      description: skill.description,
      usage: usageOf(outlineOf(skill)),
      version: skill.id === null ? undefined : skill.version,
      changes: skill.permissions.calls.some(({ effect }) => effect === "write" || effect === "destroy"),
      faults: await deps.skills.faults(skill, catalogue),
      lastRun: last && { at: last.startedAt, state: last.state, runId: last.runId },
    };
  };
  const summaries = await Promise.all(skills.map(summaryOf));
  const children = <SkillsPage skills={summaries} now={deps.clock()} />;
  await showPage(deps, [request, response], { title: "Skills", section: "skills", children });
}

const MOST_AWAITED_MS = 60_000;

/** When the visitor begun the skill from its page, as the address of the page has it; it may say anything. */
function begunAt(request: Request, now: Date): Date | undefined {
  const at = Number(request.query["begun"] ?? Number.NaN);
  const isJustNow = at <= now.getTime() && at > now.getTime() - MOST_AWAITED_MS;
  return isJustNow ? new Date(at) : undefined;
}

async function showOne(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { skill, catalogue } = await skillIn(deps, request);
  const visitor = visitorOf(request);
  const members = await listMemberNames(deps.db, visitor.workspaceId);
  const props = await skillPageProps(deps, { skill, catalogue, visitor, members });
  const children = <SkillPage {...props} begunAt={begunAt(request, deps.clock())} />;
  await showPage(deps, [request, response], { title: skill.name, section: "skills", children });
}

/** What was understood of a skill in a thread, as text to be put right. */
async function showDraft(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { id: by, workspaceId } = visitorOf(request);
  const draft = await deps.skills.draftFor({ workspaceId, by, draftId: String(request.params["id"]) });
  if (!draft) throw notFound("draft of a skill that waits for your answer");
  const children = (
    <SkillDraftPage name={draft.name} id={draft.id} document={writeEditableSkill(draft.name, draft)} />
  );
  await showPage(deps, [request, response], { title: draft.name, section: "skills", children });
}

async function save(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { id: by, workspaceId } = visitorOf(request);
  const { catalogue } = await workspaceOf(deps, request);
  const form = await readForm(request);
  const document = (await form.file("document_file")) ?? form.exact("document");
  const draftId = form.text("draft") || undefined;
  const saved = await deps.skills.save({
    workspaceId,
    by,
    text: document.replaceAll("\r\n", "\n"),
    catalogue,
    draftId,
  });
  if (!saved.ok) {
    const editor = <SkillEditor document={document} draftId={draftId} faults={saved.faults} />;
    return deps.renderer.fragment(response, editor);
  }
  response.setHeader("HX-Redirect", paths.skill(saved.name));
  response.sendStatus(204);
}

/** A run from the dashboard takes place where every other does: in a thread, the visitor's own with Chief. */
async function run(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { skill } = await skillIn(deps, request);
  const form = await readForm(request);
  const given = skill.workflow.inputs.map(({ name }) => [name, form.text(`input_${name}`)] as const);
  const inputs = Object.fromEntries(given.filter(([, value]) => value !== ""));
  const words = writeInvocation(skill.name, { inputs, isDryRun: form.isOn("dry_run") });
  await beginInDirectMessage(deps, visitorOf(request), words);
  response.redirect(303, `${paths.skill(skill.name)}?begun=${deps.clock().getTime()}#skill-runs`);
}

async function rollBack(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { id: by, workspaceId } = visitorOf(request);
  const { skill } = await skillIn(deps, request);
  const version = Number((await readForm(request)).text("version"));
  const changed = await deps.skills.rollBack({ workspaceId, by, name: skill.name, version });
  if (!changed.ok) throw refused(changed.message);
  response.redirect(303, paths.skill(skill.name));
}

async function remove(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { id: by, workspaceId } = visitorOf(request);
  const { skill } = await skillIn(deps, request);
  const changed = await deps.skills.remove({ workspaceId, by, name: skill.name });
  if (!changed.ok) throw refused(changed.message);
  response.setHeader("HX-Redirect", paths.skills);
  response.sendStatus(204);
}

function refused(message: string) {
  return Object.assign(new Error(message), { status: 403, expose: true });
}
