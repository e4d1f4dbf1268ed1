import { blankContract, type Contract, offersIn } from "../../src/actions/index.ts";
import { entryOf } from "../../src/web/pages/contracts/contract-entry.ts";
import type { ContractFormProps } from "../../src/web/pages/contracts/contract-form.tsx";

const CONTRACT: Contract = {
  ...blankContract(),
  name: "refund-order",
  description: "Gives the money for an order back",
  method: "POST",
  path: "/orders/{{order_id}}/refunds",
  query: [{ name: "notify", value: "true" }],
  headers: [{ name: "X-Reason", value: "{{reason}}" }],
  bodyKind: "json",
  body: '{\n  "amount": {{amount}}\n}',
  inputs: ["order_id", "amount", "reason"].map((name) => ({
    name,
    type: name === "amount" ? "number" : "string",
    required: true,
    description: "",
    default: "",
    values: "",
    pathUse: "segment",
  })),
  mapping: { kind: "fields", fields: [{ name: "refund", path: "refund.id" }] },
  effect: "write",
};

const REQUEST = {
  method: "POST",
  url: "https://orders.example.com/v1/orders/1042/refunds?notify=true",
  headers: [
    ["content-type", "application/json"],
    ["authorization", "Bearer •••"],
  ],
  body: '{"amount":9.5}',
} as const;

/** The editor with something in every part, its faults, and a request that waits for a yes. */
export const CONTRACT_FORM: ContractFormProps = {
  integrationId: "int_1",
  entry: { ...entryOf(CONTRACT), samples: ["1042", "9.5", "late"], sampleResponse: '{"refund": {"id": 7}}' },
  offers: offersIn(CONTRACT),
  previews: {
    request: { ok: true, request: REQUEST },
    output: { kind: "mapped", text: '{\n  "refund": 7\n}' },
  },
};

export const CONTRACT_FORM_WITH_FAULTS: ContractFormProps = {
  ...CONTRACT_FORM,
  faults: new Map([
    ["name", "This integration has an action of that name; choose another"],
    ["path", "{{nobody}} is not an input; add one of that name below"],
    ["query.0.value", "This looks like a secret"],
    ["headers.0.name", "The header X-Reason is set by Chief, not by an action"],
    ["inputs.1.default", "The default must be a number, such as 9.5"],
    ["inputs.1.type", "Choose one of string, integer"],
    ["fields.0.path", "“..” is not a step"],
    ["effect", "A POST request can change things, so it is always a write"],
    ["callsPerMinute", "Enter a whole number from 1 to 600"],
    ["idempotencyHeader", "Enter the name of a header, such as Idempotency-Key, or leave it empty"],
  ]),
  previews: {
    request: {
      ok: false,
      template: "POST https://orders.example.com/v1",
      reasons: ["order_id: enter a sample value"],
    },
    output: { kind: "fault", message: "The sample response is not JSON yet." },
  },
  trial: {
    kind: "confirm",
    request: REQUEST,
    hash: "abc",
    callId: "test_1",
    because: "this POST is marked as a write",
  },
};
