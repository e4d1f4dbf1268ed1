/** The modals that belong to questions. What they are about stands in their private metadata: ids, nothing else. */
import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import type { Approval } from "../../approvals/index.ts";
import type { GrantOffer } from "../../conversation/index.ts";
import type { EditField } from "../../execution/index.ts";
import { plainText, plainWords, preformatted } from "./untrusted.ts";

export const VIEWS = {
  deny: "deny_view",
  edit: "edit_view",
  choose: "choose_view",
  more: "more_view",
} as const;

const words = (text: string, most = 150) =>
  ({ type: "plain_text", text: plainText(text).slice(0, most) || " " }) as const;

/** Asks why, and denies when it is submitted. `approvalIds` are joined by spaces. */
export function denyView(approvalIds: string): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.deny,
    private_metadata: approvalIds,
    title: words("Deny"),
    submit: words("Deny"),
    close: words("Cancel"),
    blocks: [
      {
        type: "input",
        block_id: "reason",
        optional: true,
        label: words("Why? The person who asked will read it."),
        element: { type: "plain_text_input", action_id: "text", multiline: true, max_length: 500 },
      },
    ],
  };
}

/** Slack's inputs hold this much; a longer value is edited on the dashboard. */
const MOST_INPUT = 3_000;

/** The arguments of a request as fields. Undefined when one of them is too long for Slack. */
export function editView(approval: Approval, fields: readonly EditField[]): ModalView | undefined {
  if (fields.length === 0 || fields.some(({ text }) => text.length > MOST_INPUT)) return undefined;
  const { method, url } = approval.request;
  return {
    type: "modal",
    callback_id: VIEWS.edit,
    private_metadata: approval.id,
    title: words("Edit the request", 24),
    submit: words("Ask with this"),
    close: words("Cancel"),
    blocks: [preformatted(`${method} ${url}`.slice(0, 2_000)), ...fields.map(inputOf)],
  };
}

/** The block id of a field: its place, for a name may be longer than Slack's ids. */
export const fieldBlock = (at: number) => `field-${at}`;

function inputOf(field: EditField, at: number): KnownBlock {
  return {
    type: "input",
    block_id: fieldBlock(at),
    optional: !field.isRequired,
    label: words(field.name),
    ...(field.hint ? { hint: words(field.hint) } : {}),
    element: {
      type: "plain_text_input",
      action_id: "text",
      multiline: field.isLong,
      ...(field.text === "" ? {} : { initial_value: field.text }),
    },
  };
}

/** The requests that wait together, to tick those that are approved. */
export function chooseView(waiting: readonly Approval[]): ModalView {
  const options = waiting.map(({ id, request }) => ({
    value: id,
    text: words(`${request.method} ${request.url}`.slice(-75), 75),
    description: words(request.title, 75),
  }));
  return {
    type: "modal",
    callback_id: VIEWS.choose,
    private_metadata: waiting.map(({ id }) => id).join(" "),
    title: words("Choose"),
    submit: words("Approve these"),
    close: words("Cancel"),
    blocks: [
      {
        type: "input",
        block_id: "chosen",
        optional: true,
        label: words("Approve"),
        element: { type: "checkboxes", action_id: "ids", options, initial_options: options },
      },
      {
        type: "input",
        block_id: "others",
        label: words("What is not ticked"),
        element: {
          type: "radio_buttons",
          action_id: "what",
          options: [
            { value: "wait", text: words("keeps waiting") },
            { value: "deny", text: words("is denied") },
          ],
          initial_option: { value: "wait", text: words("keeps waiting") },
        },
      },
    ],
  };
}

/** The blocks of a grant's limits, by the names of what is entered there. */
export const LIMIT_BLOCKS = { uses: "uses", mostAmount: "most_amount", until: "until" } as const;

const USUAL_USES = "20";

/** What a yes would cover that is given ahead, and within which limits; submitting it says yes to this call, too. */
export function moreView({ approval, covers, amountArgument }: GrantOffer): ModalView {
  const number = { type: "number_input", action_id: "value", is_decimal_allowed: false } as const;
  const decimal = { type: "number_input", action_id: "value", is_decimal_allowed: true } as const;
  const input = (block_id: string, label: string, element: InputBlock["element"]): KnownBlock => ({
    type: "input",
    block_id,
    optional: true,
    label: words(label),
    element,
  });
  return {
    type: "modal",
    callback_id: VIEWS.more,
    private_metadata: approval.id,
    title: words("Approve more", 24),
    submit: words("Approve"),
    close: words("Cancel"),
    blocks: [
      plainWords("This call is approved, and from then on these go ahead without asking:"),
      preformatted(covers.slice(0, 2_000)),
      input(LIMIT_BLOCKS.uses, "For so many more calls", {
        ...number,
        initial_value: USUAL_USES,
        min_value: "1",
      }),
      ...(amountArgument === null
        ? []
        : [input(LIMIT_BLOCKS.mostAmount, `Up to this sum of ${amountArgument}`, decimal)]),
      input(LIMIT_BLOCKS.until, "Until the end of", { type: "datepicker", action_id: "value" }),
      plainWords(
        "It ends with the first limit that is reached, and is listed under Rules, where it can be revoked.",
      ),
    ],
  };
}
