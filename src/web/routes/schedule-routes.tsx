import { type Request, type Response, Router } from "express";
import { listMemberNames } from "../../people/index.ts";
import { listSchedules, type Schedule } from "../../schedules/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { type EnteredSchedule, Preview, ScheduleFormPage } from "../pages/schedules/schedule-form.tsx";
import { SchedulePage } from "../pages/schedules/schedule-page.tsx";
import { SchedulesPage } from "../pages/schedules/schedules-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { choicesFor, enteredIn, enteredOf, entryOf, faultsByField, previewOf } from "./schedule-forms.ts";
import { actorOf, schedulePageProps, summariesFor } from "./schedule-summaries.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const SMALL = { maxBytes: 50_000 };
const DEEDS = ["pause", "resume", "run", "delete"] as const;

/** The schedules: everybody sees them and makes their own; their makers and admins change them. */
export function scheduleRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const { membersOnly } = gate;
  const body = formBody(SMALL);
  router.get(paths.schedules, membersOnly, (request, response) => showAll(deps, request, response));
  router.get(paths.newSchedule, membersOnly, (request, response) => {
    const entered = enteredOf(undefined, visitorOf(request));
    return showForm(deps, [request, response], { entered, schedule: undefined });
  });
  router.post(paths.previewSchedule, membersOnly, body, async (request, response) => {
    const preview = previewOf(deps, enteredIn(await readForm(request)));
    deps.renderer.fragment(response, <Preview preview={preview} />);
  });
  router.post(paths.makeSchedule, membersOnly, body, (request, response) =>
    save(deps, [request, response], undefined),
  );
  router.post(paths.resumeSchedules, membersOnly, body, (request, response) =>
    resumeAll(deps, request, response),
  );
  router.get("/schedules/:number", membersOnly, (request, response) => showOne(deps, request, response));
  router.get("/schedules/:number/change", membersOnly, async (request, response) => {
    const schedule = await ownSchedule(deps, request);
    const entered = enteredOf(schedule, visitorOf(request));
    await showForm(deps, [request, response], { entered, schedule });
  });
  router.post("/schedules/:number/change", membersOnly, body, async (request, response) =>
    save(deps, [request, response], await ownSchedule(deps, request)),
  );
  for (const deed of DEEDS) {
    router.post(`/schedules/:number/${deed}`, membersOnly, (request, response) =>
      act(deps, [request, response], deed),
    );
  }
  return router;
}

async function scheduleIn(deps: WebDeps, request: Request): Promise<Schedule> {
  const number = Number(request.params["number"]);
  const isNumber = Number.isSafeInteger(number) && number > 0 && number < 2 ** 31;
  const schedule = isNumber ? await deps.schedules.find(visitorOf(request).workspaceId, number) : undefined;
  if (!schedule) throw notFound("schedule");
  return schedule;
}

/** The schedule, if the visitor may change it. */
async function ownSchedule(deps: WebDeps, request: Request): Promise<Schedule> {
  const schedule = await scheduleIn(deps, request);
  if (!deps.schedules.mayChange(schedule, actorOf(visitorOf(request))))
    throw refused("Only the person who made a schedule, or an admin, may change it.");
  return schedule;
}

function refused(message: string) {
  return Object.assign(new Error(message), { status: 403, expose: true });
}

async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const members = await listMemberNames(deps.db, visitor.workspaceId);
  const { summaries, repaired } = await summariesFor(deps, visitor, members);
  const children = <SchedulesPage schedules={summaries} repaired={repaired} now={deps.clock()} />;
  await showPage(deps, [request, response], { title: "Schedules", section: "schedules", children });
}

async function showOne(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const schedule = await scheduleIn(deps, request);
  const members = await listMemberNames(deps.db, visitor.workspaceId);
  const props = await schedulePageProps(deps, schedule, { visitor, members });
  const title = `Schedule ${schedule.number}`;
  const children = <SchedulePage {...props} />;
  await showPage(deps, [request, response], { title, section: "schedules", children });
}

interface Filled {
  readonly entered: EnteredSchedule;
  readonly schedule: Schedule | undefined;
  readonly faults?: ReturnType<typeof faultsByField>;
}

async function showForm(
  deps: WebDeps,
  exchange: [Request, Response],
  { entered, schedule, faults = {} }: Filled,
): Promise<void> {
  const children = (
    <ScheduleFormPage
      entered={entered}
      faults={faults}
      preview={previewOf(deps, entered)}
      choices={await choicesFor(deps, visitorOf(exchange[0]))}
      number={schedule?.number}
    />
  );
  const title = schedule ? `Change schedule ${schedule.number}` : "Add a schedule";
  const status = Object.keys(faults).length > 0 ? 422 : 200;
  await showPage(deps, exchange, { title, section: "schedules", children }, status);
}

async function save(
  deps: WebDeps,
  [request, response]: [Request, Response],
  schedule: Schedule | undefined,
): Promise<void> {
  const entered = enteredIn(await readForm(request));
  const saved = await deps.schedules.enter(entryOf(entered), actorOf(visitorOf(request)), schedule);
  if (!saved.ok)
    return showForm(deps, [request, response], { entered, schedule, faults: faultsByField(saved.faults) });
  response.redirect(303, paths.schedule(saved.schedule.number));
}

async function act(
  deps: WebDeps,
  [request, response]: [Request, Response],
  deed: (typeof DEEDS)[number],
): Promise<void> {
  const schedule = await scheduleIn(deps, request);
  const changed = await deps.schedules.do(deed, { schedule, by: actorOf(visitorOf(request)) });
  if (!changed.ok) throw refused(changed.message);
  const to = deed === "delete" ? paths.schedules : paths.schedule(schedule.number);
  if (request.get("hx-request") === "true") {
    response.setHeader("HX-Redirect", to);
    response.sendStatus(204);
  } else response.redirect(303, to);
}

/** Resumes exactly what was paused for one integration, as far as the visitor may. */
async function resumeAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const by = actorOf(visitorOf(request));
  const integrationId = (await readForm(request)).text("integration");
  const paused = (await listSchedules(deps.db, by.workspaceId)).filter(
    (one) => one.state === "paused" && one.pausedFor === integrationId && integrationId !== "",
  );
  for (const schedule of paused) await deps.schedules.do("resume", { schedule, by });
  response.redirect(303, paths.schedules);
}
