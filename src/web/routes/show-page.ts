import type { Request, Response } from "express";
import type { Child } from "hono/jsx";
import { listApprovals, mayAnswer } from "../../approvals/index.ts";
import type { PageProps } from "../ui/page.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { answererOf, visitorOf } from "./visitor.ts";

const MOST_COUNTED = 100;

/** How many approvals wait for a visitor's answer, up to a hundred. */
export async function countWaiting(deps: Pick<WebDeps, "db">, visitor: Visitor): Promise<number> {
  const { workspaceId } = visitor;
  const pending = await listApprovals(deps.db, { workspaceId, state: "pending", limit: MOST_COUNTED });
  const answerer = await answererOf(deps, visitor);
  return pending.filter((approval) => mayAnswer(approval, answerer)).length;
}

/** Answers with a page for the visitor: the navigation, with the number of approvals that wait for them. */
export async function showPage(
  deps: WebDeps,
  [request, response]: [Request, Response],
  page: { title: string; section: NonNullable<PageProps["section"]>; children: Child },
  status = 200,
): Promise<void> {
  const visitor = visitorOf(request);
  const waiting = await countWaiting(deps, visitor);
  const viewer = { name: visitor.name, role: visitor.role };
  deps.renderer.page(response, { ...page, viewer, waiting, hasChat: deps.slack.local !== undefined }, status);
}
