import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import { findThreadPlace } from "../../conversation/index.ts";
import { type ActivityNames, EXPORT_FORMATS, exportLines, findCall } from "../../execution/index.ts";
import { listIntegrationNames } from "../../integrations/index.ts";
import { listMemberNames } from "../../people/index.ts";
import { ActivityList } from "../pages/activity/activity-list.tsx";
import { ActivityPage } from "../pages/activity/activity-page.tsx";
import { readActivityQuery } from "../pages/activity/activity-query.ts";
import { paths } from "../paths.ts";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { activityFilterOf, activityListOf, activityPanelOf } from "./activity-shown.ts";
import { integrationIn } from "./integration-pages.tsx";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

/** The calls that were ever made: members see those that they asked for, admins all of the workspace. */
export function activityRoutes(deps: WebDeps, { membersOnly }: Gate): Router {
  const router = Router();
  router.get(paths.activity, membersOnly, (request, response) => showAll(deps, request, response));
  router.get(paths.activityList, membersOnly, (request, response) => showList(deps, request, response));
  for (const format of ["csv", "jsonl"] as const)
    router.get(paths.activityExport(format), membersOnly, (request, response) =>
      exportCalls(deps, [request, response], format),
    );
  router.get("/activity/calls/:id/thread", membersOnly, (request, response) =>
    goToThread(deps, request, response),
  );
  router.get("/integrations/:id/activity", membersOnly, (request: Request, response: Response) =>
    showOfOne(deps, request, response),
  );
  return router;
}

const queryIn = (request: Request) => readActivityQuery((name) => request.query[name]);

async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const panel = await activityPanelOf(deps, visitorOf(request), { ...queryIn(request), of: "" });
  const children = <ActivityPage {...panel} />;
  await showPage(deps, [request, response], { title: "Activity", section: "activity", children });
}

async function showOfOne(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const visitor = visitorOf(request);
  const panel = await activityPanelOf(deps, visitor, { ...queryIn(request), of: integration.id });
  const { id, kind, name } = integration;
  const children = <ActivityPage {...panel} of={{ id, kind, name, mayManage: visitor.role === "admin" }} />;
  const title = `Activity of ${integration.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

async function showList(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const list = await activityListOf(deps, visitorOf(request), queryIn(request));
  deps.renderer.fragment(response, <ActivityList {...list} />);
}

/** Writes all that fit to the browser, as fast as that takes it: no more than a batch is in memory. */
async function exportCalls(
  deps: WebDeps,
  [request, response]: [Request, Response],
  format: keyof typeof EXPORT_FORMATS,
): Promise<void> {
  const visitor = visitorOf(request);
  const { contentType } = EXPORT_FORMATS[format];
  const names = await namesOf(deps, visitor);
  // What is called meanwhile is not waited for.
  const filter = { to: deps.clock(), ...activityFilterOf(visitor, queryIn(request)) };
  const day = deps.clock().toISOString().slice(0, 10);
  response.setHeader("content-type", contentType);
  response.setHeader("content-disposition", `attachment; filename="chief-activity-${day}.${format}"`);
  const lines = exportLines(deps.db, filter, { format, names });
  // A browser that leaves ends it.
  await pipeline(Readable.from(lines), response).catch((error) => {
    if (!response.destroyed && !response.headersSent) throw error;
    response.destroy();
  });
}

async function namesOf(deps: WebDeps, { workspaceId }: Visitor): Promise<ActivityNames> {
  const [members, integrations] = await Promise.all([
    listMemberNames(deps.db, workspaceId),
    listIntegrationNames(deps.db, workspaceId),
  ]);
  return {
    integration: (id) => integrations.get(id) ?? id,
    member: (id) => members.get(id)?.name ?? id,
    runUrl: (id) => deps.publicUrl + paths.run(id),
  };
}

/** Local mode has its threads on a page; where Slack keeps one, only Slack knows. */
async function goToThread(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { workspaceId, id, role } = visitorOf(request);
  const call = await findCall(deps.db, workspaceId, String(request.params["id"]));
  const isTheirs = call && (role === "admin" || call.memberId === id);
  const place =
    isTheirs && call.threadId ? await findThreadPlace(deps.db, workspaceId, call.threadId) : undefined;
  if (!place) throw notFound("thread");
  const { channelId, rootTs } = place;
  if (deps.slack.local) return response.redirect(303, paths.thread(channelId, rootTs));
  const { client } = await deps.slack.connections.to(workspaceId);
  const { permalink } = await client.chat.getPermalink({
    channel: channelId,
    message_ts: rootTs,
  });
  if (!permalink) throw notFound("thread");
  response.redirect(303, permalink);
}
