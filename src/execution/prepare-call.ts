import { type Action, checkArguments, effectOfMethod } from "../actions/index.ts";
import { buildRequest, type RequestTemplate } from "../egress/index.ts";
import { type Catalogue, type Integration, requestHabits } from "../integrations/index.ts";
import { isJsonObject, type JsonObject } from "../kernel/index.ts";
import { type Effect, readWire } from "../policy/index.ts";
import type { ActionTarget, CallTarget, HttpTarget } from "./call-target.ts";
import { pagingOf } from "./paging/paging-of.ts";
import type { PreparedCall } from "./prepared-request.ts";

/** `message` says what is wrong and what would be accepted, for a person and for a planner. */
export type Prepared =
  | { readonly ok: true; readonly call: PreparedCall; readonly integration: Integration }
  | { readonly ok: false; readonly message: string };

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
/** Turns a proposal into the exact request it would send, or says what is wrong with it. Sends nothing. */
export function prepareCall(catalogue: Catalogue, target: CallTarget): Prepared {
  const prepared =
    target.kind === "action" ? prepareAction(catalogue, target) : prepareHttp(catalogue, target);
  return prepared.ok ? { ...prepared, call: withKeyHeader(prepared, withEffectOfWire(prepared)) } : prepared;
}

/** The header that an action declares for an idempotency key, else that of its integration. */
function withKeyHeader(
  { integration: { idempotencyHeader } }: { integration: Integration },
  call: PreparedCall,
): PreparedCall {
  // The protocol of tools has no key: a call of one is never sent again.
  if (call.tool || call.idempotencyHeader || idempotencyHeader === null) return call;
  return { ...call, idempotencyHeader: idempotencyHeader.toLowerCase() };
}

/** What is built may be more than its action is marked as: a method override, a mutation. */
export function withEffectOfWire({
  call,
  integration,
}: {
  call: PreparedCall;
  integration: Integration;
}): PreparedCall {
  const { effect } = readWire(call.request, { marked: call.effect, baseUrl: integration.baseUrl });
  return effect === call.effect ? call : { ...call, effect };
}

function prepareAction(catalogue: Catalogue, target: ActionTarget): Prepared {
  const action = catalogue.action(target.actionId);
  const integration = action && catalogue.integration(action.integrationId);
  if (!action || !integration) {
    return {
      ok: false,
      message: `there is no enabled action “${target.actionId}”; look it up with find_actions`,
    };
  }
  const checked = checkArguments(action, target.arguments);
  if (!checked.ok) {
    const faults = checked.faults.map((fault) => fault.message).join("; ");
    return { ok: false, message: `the arguments of ${action.name} are not right: ${faults}` };
  }
  const built = buildRequest(integration.baseUrl, action.request, inputsOf(action, checked.arguments));
  if (!built.ok) return { ok: false, message: `${built.where}: ${built.message}` };
  const { ok: _, ...request } = built;
  return { ok: true, integration, call: callOf(action, request) };
}

function callOf(action: Action, request: PreparedCall["request"]): PreparedCall {
  return {
    integrationId: action.integrationId,
    actionId: action.id,
    actionPath: action.request.path,
    actionVersion: action.version,
    title: action.name,
    effect: action.effect,
    requiresConfirmation: action.requiresConfirmation,
    request,
    queryNames: action.request.query.map((parameter) => parameter.name),
    ...(action.mapping ? { mapping: action.mapping } : {}),
    ...pagingOf(action),
    ...(action.callsPerMinute === undefined ? {} : { callsPerMinute: action.callsPerMinute }),
    ...(action.tool ? { tool: action.tool } : {}),
    ...idempotencyOf(action),
  };
}

/** The header in which an action takes an idempotency key: the one that was declared, or that its requests have anyway. */
function idempotencyOf(action: Action | undefined): Pick<PreparedCall, "idempotencyHeader"> {
  const sent = action?.request.headers.find(({ name }) => /(^|-)idempotency-key$/i.test(name));
  const header = action?.idempotencyHeader ?? sent?.name;
  return header === undefined ? {} : { idempotencyHeader: header.toLowerCase() };
}

/** What fills an action's request: a tool takes its arguments as one object. */
function inputsOf(action: Action, given: JsonObject): JsonObject {
  return action.source === "mcp" ? { arguments: given } : withDefaults(action, given);
}

/**
 * The arguments with the defaults of a contract, which are sent. Those of an imported action are not: they tell what
 * the API does without the argument.
 */
export function withDefaults(action: Pick<Action, "source" | "inputSchema">, given: JsonObject): JsonObject {
  if (action.source !== "contract") return given;
  const properties = isJsonObject(action.inputSchema["properties"]) ? action.inputSchema["properties"] : {};
  const defaults = Object.entries(properties).flatMap(([name, property]) => {
    const initial = isJsonObject(property) ? property["default"] : undefined;
    return initial === undefined ? [] : [[name, initial] as const];
  });
  return { ...Object.fromEntries(defaults), ...given };
}

function prepareHttp(catalogue: Catalogue, target: HttpTarget): Prepared {
  const integration = catalogue.integration(target.integrationId);
  if (!integration) return { ok: false, message: "that integration is not connected" };
  if (integration.kind === "mcp") {
    const message = `${integration.name} is an MCP server: it has tools, not paths. Use one of its actions; find_actions lists those that are on`;
    return { ok: false, message };
  }
  const method = target.method.toUpperCase();
  if (!METHODS.has(method)) {
    return {
      ok: false,
      message: `${target.method} is not a method I can send; use ${[...METHODS].join(", ")}`,
    };
  }
  const known = catalogue.operationAt(integration.id, method, target.path);
  if (known && !known.action.enabled) {
    return {
      ok: false,
      message: `${method} ${known.action.path} is switched off for ${integration.name}; an admin can enable it`,
    };
  }
  if (known && target.body === undefined) {
    const viaAction = prepareAction(catalogue, {
      kind: "action",
      actionId: known.action.id,
      arguments: { ...known.pathArguments, ...target.query },
    });
    if (viaAction.ok) return viaAction;
  }
  return prepareDescribed(integration, { ...target, method }, known?.action);
}

function prepareDescribed(integration: Integration, target: HttpTarget, known: Action | undefined): Prepared {
  const { template, inputs } = templateOf(target, integration);
  const built = buildRequest(integration.baseUrl, template, inputs);
  if (!built.ok) return { ok: false, message: `${built.where}: ${built.message}` };
  const { ok: _, ...request } = built;
  return {
    ok: true,
    integration,
    call: {
      integrationId: integration.id,
      actionId: known?.id ?? null,
      ...(known ? { actionPath: known.request.path } : {}),
      actionVersion: known?.version ?? 0,
      title: `${target.method} ${target.path}`,
      effect: strictest(effectOfMethod(target.method), known?.effect),
      requiresConfirmation: known?.requiresConfirmation ?? false,
      request,
      queryNames: known?.request.query.map((parameter) => parameter.name) ?? Object.keys(target.query),
      ...(known ? pagingOf(known) : {}),
      ...(known?.callsPerMinute === undefined ? {} : { callsPerMinute: known.callsPerMinute }),
      ...idempotencyOf(known),
    },
  };
}

/** A GET that an admin marked as a write stays one, however it is called. */
function strictest(byMethod: Effect, declared: Effect | undefined): Effect {
  return byMethod === "read" && declared ? declared : byMethod;
}

/**
 * The template of a described call. Its placeholders are numbered, so that a parameter may have any name and a body
 * with braces in it is sent as it was written.
 */
function templateOf(
  target: HttpTarget,
  { provider }: Integration,
): { template: RequestTemplate; inputs: JsonObject } {
  const { headers = {}, formBodies } = requestHabits(provider);
  const query = Object.entries(target.query).map(([name, value], at) => ({
    name,
    value,
    slot: `query-${at}`,
  }));
  const inputs = Object.fromEntries(query.map(({ slot, value }) => [slot, value]));
  const slots = Object.keys(inputs);
  const template: RequestTemplate = {
    method: target.method,
    path: target.path,
    query: query.map(({ name, slot }) => ({ name, value: `{{${slot}}}` })),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    placeholders: Object.fromEntries([...slots, "body"].map((slot) => [slot, "text"])),
  };
  if (target.body === undefined) return { template, inputs };
  const contentType = formBodies ? "application/x-www-form-urlencoded" : "application/json";
  const body = { contentType, tree: "{{body}}" } as const;
  return { template: { ...template, body }, inputs: { ...inputs, body: target.body } };
}
