import type { Request, Response } from "express";
import type { Child } from "hono/jsx";
import { listApprovals, mayAnswer } from "../../approvals/index.ts";
import type { PageProps } from "../ui/page.tsx";
import type { WebDeps } from "../web-deps.ts";
import { answererOf, visitorOf } from "./visitor.ts";

const MOST_COUNTED = 100;

/** Answers with a page for the visitor: the navigation, with the number of approvals that wait for them. */
export async function showPage(
  deps: WebDeps,
  [request, response]: [Request, Response],
  page: { title: string; section: NonNullable<PageProps["section"]>; children: Child },
  status = 200,
): Promise<void> {
  const visitor = visitorOf(request);
  const pending = await listApprovals(deps.db, {
    workspaceId: visitor.workspaceId,
    state: "pending",
    limit: MOST_COUNTED,
  });
  const answerer = await answererOf(deps, visitor);
  const waiting = pending.filter((approval) => mayAnswer(approval, answerer)).length;
  const viewer = { name: visitor.name, role: visitor.role };
  deps.renderer.page(response, { ...page, viewer, waiting, hasChat: deps.slack.local !== undefined }, status);
}
