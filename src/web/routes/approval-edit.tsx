/** The form in which a waiting request is changed before it is approved. */
import type { Request, Response } from "express";
import { ChiefError } from "../../kernel/index.ts";
import { readForm } from "../http/form.ts";
import { EditPage, fieldName } from "../pages/approvals/edit-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { visitorOf } from "./visitor.ts";

async function formOf(deps: WebDeps, request: Request) {
  const person = visitorOf(request);
  const on = { workspaceId: person.workspaceId, approvalId: String(request.params["id"]), person };
  const form = await deps.conversation.editForm(on);
  if (!("kind" in form)) return { ...form, on };
  if (form.kind === "not_yours") throw refused("This is not yours to approve, so it is not yours to edit.");
  if (form.kind === "too_late") throw refused("This request does not wait any more.");
  throw notFound("approval");
}

function refused(toldToUser: string) {
  return Object.assign(new ChiefError("web.no_edit", { message: toldToUser, toldToUser }), { status: 403 });
}

type Form = Awaited<ReturnType<typeof formOf>>;

async function show(
  deps: WebDeps,
  exchange: [Request, Response],
  { form, fault }: { form: Pick<Form, "approval" | "fields">; fault?: { message: string; field?: string } },
): Promise<void> {
  const { approval, fields } = form;
  const { title, method, url } = approval.request;
  const children = (
    <EditPage
      approvalId={approval.id}
      title={title}
      request={{ method, url }}
      fields={fields}
      fault={fault}
    />
  );
  await showPage(deps, exchange, { title: "Edit a request", section: "approvals", children });
}

/** The form with the arguments as they are. */
export async function showEdit(deps: WebDeps, request: Request, response: Response): Promise<void> {
  await show(deps, [request, response], { form: await formOf(deps, request) });
}

/** Asks with the edited request, or shows the form again with what is wrong. */
export async function saveEdit(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const posted = await readForm(request);
  const form = await formOf(deps, request);
  // A browser sends line ends as CR LF.
  const texts = form.fields.map((_, at) => posted.exact(fieldName(at)).replaceAll("\r\n", "\n"));
  const entered = new Map(form.fields.map(({ name }, at) => [name, texts[at] ?? ""]));
  const outcome = await deps.conversation.edit({ ...form.on, entered });
  if (outcome.kind === "accepted") {
    response.redirect(303, `${paths.approvals}#approval-${outcome.approval.id}`);
    return;
  }
  const message = outcome.kind === "wrong" ? outcome.message : "This request was answered meanwhile";
  const field = outcome.kind === "wrong" && outcome.field !== undefined ? { field: outcome.field } : {};
  const fields = form.fields.map((known, at) => ({ ...known, text: texts[at] ?? "" }));
  await show(deps, [request, response], { form: { ...form, fields }, fault: { message, ...field } });
}
