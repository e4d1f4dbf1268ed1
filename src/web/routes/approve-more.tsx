/** The form for a yes to a waiting request and, within limits, to more like it. */
import type { Request, Response } from "express";
import { ChiefError } from "../../kernel/index.ts";
import { readForm } from "../http/form.ts";
import { MorePage, type MorePageProps } from "../pages/approvals/more-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { visitorOf } from "./visitor.ts";

const USUAL = { uses: "20", mostAmount: "", until: "" };

function questionIn(request: Request) {
  const person = visitorOf(request);
  return { workspaceId: person.workspaceId, approvalId: String(request.params["id"]), person };
}

async function offerIn(deps: WebDeps, request: Request) {
  const offer = await deps.conversation.grantOffer(questionIn(request));
  if (!("kind" in offer)) return offer;
  if (offer.kind === "no_such") throw notFound("approval");
  if (offer.kind === "not_yours") throw refused("This is not yours to approve.");
  throw refused(offer.kind === "wrong" ? `${offer.message}.` : "This request does not wait any more.");
}

function refused(toldToUser: string) {
  return Object.assign(new ChiefError("web.no_grant", { message: toldToUser, toldToUser }), { status: 403 });
}

async function show(
  deps: WebDeps,
  [request, response]: [Request, Response],
  form: Pick<MorePageProps, "entered" | "fault">,
): Promise<void> {
  const { approval, covers, amountArgument } = await offerIn(deps, request);
  const { title } = approval.request;
  const children = (
    <MorePage
      approvalId={approval.id}
      title={title}
      covers={covers}
      amountArgument={amountArgument}
      {...form}
    />
  );
  const page = { title: "Approve more", section: "approvals", children } as const;
  await showPage(deps, [request, response], page, form.fault ? 422 : 200);
}

/** The form with the usual limits. */
export function showMore(deps: WebDeps, request: Request, response: Response): Promise<void> {
  return show(deps, [request, response], { entered: USUAL });
}

/** Approves and gives the grant, or shows the form again with what is wrong. */
export async function approveMore(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const entered = {
    uses: form.text("uses"),
    mostAmount: form.text("most_amount"),
    until: form.text("until"),
  };
  const outcome = await deps.conversation.approveMore({ ...questionIn(request), entered });
  if (outcome.kind === "accepted")
    return response.redirect(303, `${paths.approvals}#approval-${outcome.approval.id}`);
  const { message, field } =
    outcome.kind === "wrong" ? outcome : { message: "This request was answered meanwhile", field: undefined };
  await show(deps, [request, response], { entered, fault: { message, field } });
}
