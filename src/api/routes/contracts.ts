import { z } from "zod";
import { type Contract, contractFromCurl, contractOf } from "../../actions/index.ts";
import { tryAction } from "../../execution/index.ts";
import {
  contractFaults,
  contractPlace,
  type Integration,
  removeDeclaredAction,
  saveContract,
} from "../../integrations/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { integrationIn } from "../integration-view.ts";
import { noSuch, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { actionShape, contractShape } from "../shapes/action.ts";
import { anyJson } from "../shapes/common.ts";
import { actionIn, actionView, anAction } from "./actions.ts";
import { anIntegration } from "./integrations.ts";

const LONGEST_CURL = 200_000;

function contractIn({
  effect,
  callsPerMinute,
  mapping,
  ...entered
}: z.output<typeof contractShape>): Contract {
  return {
    ...entered,
    mapping,
    effect: effect ?? (entered.method === "GET" ? "read" : "write"),
    callsPerMinute: callsPerMinute === null ? "" : String(callsPerMinute),
  };
}

function entryOf(declared: Contract): z.input<typeof contractShape> {
  const { effect, callsPerMinute, mapping, paging, ...contract } = declared;
  return contractShape.parse({
    ...contract,
    ...(paging ? { paging } : {}),
    effect,
    callsPerMinute: callsPerMinute === "" ? null : Number(callsPerMinute),
    ...(mapping ? { mapping } : {}),
  });
}

async function save(
  deps: ApiDeps,
  caller: Caller,
  ask: { integration: Integration; contract: z.output<typeof contractShape>; actionId?: string },
) {
  const { integration, contract, actionId } = ask;
  const by = caller.member.id;
  const saved = await saveContract(deps, { integration, contract: contractIn(contract), actionId, by });
  if (!saved.ok) throw unprocessable("The action cannot be declared like this.", saved.faults);
  return { body: actionView(saved.action, integration.slug) };
}

const declare = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/actions",
  operationId: "declareAction",
  holdsArguments: true,
  tag: "actions",
  summary: "Declare an action of your own",
  who: "admin",
  status: 201,
  params: anIntegration,
  body: contractShape,
  answer: actionShape,
  async handle(deps, caller, { params, body }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    return save(deps, caller, { integration, contract: body });
  },
});

const getContract = defineRoute({
  method: "get",
  path: "/actions/{actionId}/contract",
  operationId: "getActionContract",
  tag: "actions",
  summary: "Read an action as it would be declared: to change it, or to copy an imported one",
  who: "member",
  params: anAction,
  answer: contractShape,
  async handle(deps, caller, { params }) {
    const { action } = await actionIn(deps, caller, params.actionId);
    return { body: entryOf(contractOf(action)) };
  },
});

const redeclare = defineRoute({
  method: "put",
  path: "/actions/{actionId}/contract",
  operationId: "redeclareAction",
  holdsArguments: true,
  tag: "actions",
  summary: "Declare an action of your own anew",
  who: "admin",
  params: anAction,
  body: contractShape,
  answer: actionShape,
  async handle(deps, caller, { params, body }) {
    const { action, integration } = await actionIn(deps, caller, params.actionId);
    if (action.source !== "contract")
      throw unprocessable("This action came from a document; declare one of your own beside it.");
    return save(deps, caller, { integration, contract: body, actionId: action.id });
  },
});

const remove = defineRoute({
  method: "delete",
  path: "/actions/{actionId}",
  operationId: "removeAction",
  tag: "actions",
  summary: "Remove an action of your own; an imported one leaves with its document",
  who: "admin",
  status: 204,
  params: anAction,
  async handle(deps, caller, { params }) {
    const { action, integration } = await actionIn(deps, caller, params.actionId);
    if (action.source !== "contract")
      throw unprocessable("This action came from a document: switch it off instead.");
    const removed = await removeDeclaredAction(deps, {
      integration,
      actionId: action.id,
      by: caller.member.id,
    });
    if (!removed) throw noSuch("action");
    return { body: undefined };
  },
});

const shownRequest = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
});

const trialShape = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("confirm"),
    because: z.string(),
    request: shownRequest.describe("The exact request, but for the credential."),
    confirm: z
      .object({ hash: z.string(), callId: z.string() })
      .describe("Send it back to send exactly this request."),
  }),
  z.object({ kind: z.literal("answered"), status: z.number().int(), body: anyJson }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);

const test = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/contracts/test",
  operationId: "testContract",
  holdsArguments: true,
  tag: "actions",
  summary: "Try an action against the real API before it is saved; what changes something is shown first",
  who: "admin",
  params: anIntegration,
  body: z.strictObject({
    contract: contractShape,
    arguments: z.record(z.string(), anyJson).default({}),
    confirm: z.strictObject({ hash: z.string(), callId: z.string() }).optional(),
  }),
  answer: trialShape,
  async handle(deps, caller, { params, body }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const place = await contractPlace(deps, integration);
    const compiled = await contractFaults(deps, contractIn(body.contract), {
      ...place,
      takenNames: new Set(),
    });
    if (!compiled.ok)
      throw unprocessable("The action is not right yet.", prefixed("contract", compiled.faults));
    const tried = await tryAction(deps, {
      ...{ integration, draft: compiled.draft, person: caller.member },
      arguments: body.arguments,
      ...(body.confirm ? { confirmed: body.confirm } : {}),
    });
    if (!tried.ok) throw unprocessable("The arguments do not fit.", prefixed("arguments", tried.faults));
    return { body: trialOf(tried) };
  },
});

function prefixed(
  part: string,
  faults: readonly { readonly field?: string; readonly path?: string; readonly message: string }[],
) {
  return faults.map(({ field, path, message }) => ({ field: `${part}.${field ?? path ?? ""}`, message }));
}

function trialOf(
  tried: Extract<Awaited<ReturnType<typeof tryAction>>, { ok: true }>,
): z.input<typeof trialShape> {
  if (tried.kind === "confirm") {
    const { request, hash, callId, because } = tried;
    return { kind: "confirm", because, request: { ...request }, confirm: { hash, callId } };
  }
  const { outcome } = tried;
  if (outcome.kind !== "answered") return { kind: "failed", message: outcome.message };
  return { kind: "answered", status: outcome.status, body: JSON.parse(outcome.body) };
}

const fromCurl = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/contracts/from-curl",
  operationId: "readCurlCommand",
  tag: "actions",
  summary: "Make a contract of a cURL command; secrets in it are left out",
  who: "admin",
  params: anIntegration,
  body: z.strictObject({ command: z.string().min(1).max(LONGEST_CURL) }),
  answer: z.object({
    contract: contractShape,
    secrets: z.array(z.string()).describe("What was left out, without its value."),
    notes: z.array(z.string()),
  }),
  async handle(deps, caller, { params, body }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const made = contractFromCurl(body.command, await contractPlace(deps, integration));
    if (!made.ok) throw unprocessable(made.message);
    const { secrets, notes } = made;
    return { body: { contract: entryOf(made.contract), secrets: [...secrets], notes: [...notes] } };
  },
});

export const CONTRACT_ROUTES: readonly Route[] = [declare, getContract, redeclare, remove, test, fromCurl];
