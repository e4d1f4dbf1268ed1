import { isJsonObject, type JsonObject } from "../../kernel/index.ts";
import { validateView } from "../../slack/index.ts";
import type { HumanInteractionParts, HumanOutcome } from "./human-interactions.ts";
import { refusal } from "./human-messages.ts";
import type { WorkspaceView } from "./state.ts";
import { type FormAnswers, missingInputs, stateWith } from "./view-state.ts";
import type { OpenView } from "./views.ts";

/** What became of a submitted modal. `errors` are by `block_id`. */
export type SubmitOutcome =
  | { readonly outcome: "closed" | "cleared" }
  | { readonly outcome: "updated" | "pushed"; readonly view: WorkspaceView }
  | { readonly outcome: "errors"; readonly errors: Readonly<Record<string, string>> }
  | { readonly outcome: "failed"; readonly reason: string };

export interface InView {
  readonly user: string;
  readonly viewId: string;
}

/** What people do with modals. Both throw ChiefError `local.unknown_view` for one that is not open to them. */
export interface HumanViews {
  /**
   * Submits a modal. Empty required inputs are refused before the app hears of it; then the app's
   * `response_action` is carried out. Without one the modal closes.
   */
  submit(form: InView & { readonly answers: FormAnswers }): Promise<SubmitOutcome>;
  /** Closes a modal; the app hears of it when the view asked for `notify_on_close`. */
  closeView(view: InView): Promise<HumanOutcome>;
}

export function createHumanViews(parts: HumanInteractionParts): HumanViews {
  const { views, interactions, deliveries, people } = parts;
  const modalOf = ({ user, viewId }: InView): OpenView => {
    const open = views.find(viewId);
    if (open?.user === user && open.view.type === "modal") return open;
    throw refusal("unknown_view", `${user} has no modal ${viewId} open`);
  };
  const payload = (type: string, user: string, view: JsonObject) => ({
    type,
    ...interactions.about(people.get(user)),
    view,
  });

  return {
    async submit({ answers, ...where }) {
      const { user, view } = modalOf(where);
      const values = stateWith(view.blocks, answers);
      const errors = missingInputs(view.blocks, values);
      if (Object.keys(errors).length > 0) return { outcome: "errors", errors };
      const filled = { ...view, state: { values } };
      const body = {
        ...payload("view_submission", user, filled),
        ...interactions.trigger(people.get(user)),
        response_urls: [],
      };
      const outcome = await deliveries.sendInteraction({ kind: "interactive", body }, "view_submission");
      if (!outcome.ok) return { outcome: "failed", reason: outcome.reason };
      return carryOut(parts, { user, view }, outcome.body);
    },

    async closeView(where) {
      const { user, view } = modalOf(where);
      const isCleared = view["clear_on_close"] === true;
      views.close(user, isCleared);
      if (view["notify_on_close"] !== true) return { outcome: "acknowledged" };
      const body = { ...payload("view_closed", user, view), is_cleared: isCleared };
      const outcome = await deliveries.sendInteraction({ kind: "interactive", body }, "view_closed");
      return outcome.ok ? { outcome: "acknowledged" } : { outcome: "failed", reason: outcome.reason };
    },
  };
}

function carryOut({ views }: HumanInteractionParts, { user, view }: OpenView, body: unknown): SubmitOutcome {
  const answer = isJsonObject(body) ? body : {};
  const action = answer["response_action"];
  if (action === undefined) {
    // The app may have pushed or replaced something meanwhile; only the submitted view is closed.
    if (views.top(user)?.id === view.id) views.close(user, false);
    return { outcome: "closed" };
  }
  if (action === "clear") {
    views.close(user, true);
    return { outcome: "cleared" };
  }
  if (action === "errors") return toErrors(view, answer["errors"]);
  if (action !== "update" && action !== "push")
    return { outcome: "failed", reason: "invalid_response_action" };
  const [problem] = validateView(answer["view"]);
  if (problem !== undefined) return { outcome: "failed", reason: `${problem.message} at ${problem.pointer}` };
  const next = answer["view"] as JsonObject;
  const result = action === "update" ? views.update({ viewId: view.id }, next) : views.push(user, next);
  if (typeof result === "string") return { outcome: "failed", reason: result };
  return { outcome: action === "update" ? "updated" : "pushed", view: result };
}

/** Slack shows errors only below input blocks of the view; others make the whole answer invalid. */
function toErrors(view: WorkspaceView, errors: unknown): SubmitOutcome {
  const inputs = view.blocks.filter(({ type }) => type === "input").map((block) => block["block_id"]);
  const entries = isJsonObject(errors) ? Object.entries(errors) : [];
  if (entries.length === 0 || entries.some(([blockId]) => !inputs.includes(blockId))) {
    return { outcome: "failed", reason: "invalid_errors" };
  }
  return { outcome: "errors", errors: Object.fromEntries(entries.map(([id, text]) => [id, String(text)])) };
}
