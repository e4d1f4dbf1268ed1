/** The tools that find and make calls. */
import { type Action, describeAction, signatureOf } from "../actions/index.ts";
import {
  type CallOutcome,
  type CallTarget,
  driftNoticeIn,
  type Execution,
  fileInText,
  prepareCall,
} from "../execution/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import type { Json } from "../kernel/index.ts";
import { describeCoverage, describeTable, labelOf } from "../results/index.ts";
import { findForeignText, provenanceOf } from "./foreign-text.ts";
import { actionNamed, integrationIn } from "./named-action.ts";
import { shareAnswer } from "./share-answer.ts";
import type { FilePort } from "./share-file.ts";
import { showReading } from "./show-reading.ts";
import type { CallSummary, ToolEffect } from "./step.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

const MOST_FOUND = 8;
const FOUND_IN_FULL = 2;
const MOST_ROWS_INLINE = 20;
const MOST_CHARS_INLINE = 6_000;

function unknownIntegration(catalogue: Catalogue, given: string): ToolOutcome {
  const slugs = catalogue.integrations.map(({ slug }) => slug).join(", ");
  return failed(`There is no integration “${given}”. Connected are: ${slugs || "none"}`);
}

/** Searches the enabled actions, of one integration where one is given. */
export async function findActions(
  input: ToolInput<"find_actions">,
  { catalogue }: ToolContext,
): Promise<ToolOutcome> {
  const integration = input.integration ? integrationIn(catalogue, input.integration) : undefined;
  if (input.integration && !integration) return unknownIntegration(catalogue, input.integration);
  const found = await catalogue.search(input.query, {
    limit: MOST_FOUND,
    ...(integration ? { integrationId: integration.id } : {}),
  });
  if (found.length === 0)
    return done("Nothing fits. Try other words, or call_http if the person described the endpoint.");
  return done(found.map((action, at) => presentAction(catalogue, action, at < FOUND_IN_FULL)).join("\n"));
}

/** One line for an action, or its full description. The name is the one that call_action takes. */
export function presentAction(catalogue: Catalogue, action: Action, inFull: boolean): string {
  const slug = catalogue.integration(action.integrationId)?.slug ?? action.integrationId;
  return `${slug}.${inFull ? describeAction(action) : signatureOf(action)}`;
}

/** Tells all that is known of how to call one action. */
export function describeActionTool(
  input: ToolInput<"describe_action">,
  { catalogue }: ToolContext,
): ToolOutcome {
  const action = actionNamed(catalogue, input.action.replace(/^#/, ""));
  if (!action) return noSuchAction(catalogue, input.action.replace(/^#/, ""));
  const slug = catalogue.integration(action.integrationId)?.slug ?? "";
  return done(`${slug}.${describeAction(action, "whole")}`);
}

function noSuchAction(catalogue: Catalogue, fullName: string): ToolOutcome {
  const [slug = "", ...rest] = fullName.split(".");
  const integration = integrationIn(catalogue, slug);
  if (!integration) return unknownIntegration(catalogue, slug);
  const name = rest.join(".");
  const off = catalogue.storedAction(integration.id, name);
  if (off)
    return failed(`${integration.name} has no enabled action “${name}”: it is switched off${whyOff(off)}`);
  const near = catalogue.find(name.replace(/[-_]/g, " ") || fullName, {
    limit: 3,
    integrationId: integration.id,
  });
  const names = near.map((candidate) => `${integration.slug}.${candidate.name}`).join(", ");
  return failed(`${integration.name} has no enabled action “${name}”.${names ? ` Close: ${names}` : ""}`);
}

function whyOff({ obstacle }: Action): string {
  if (obstacle === undefined) return "";
  return `. ${obstacle}`;
}

interface CallDeps {
  readonly execution: Pick<Execution, "perform" | "withdraw">;
  /** For an answer that is a file. */
  readonly files: FilePort;
}

/** Calls an action by its `slug.name`. */
export async function callAction(
  deps: CallDeps,
  input: ToolInput<"call_action">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { catalogue } = context;
  const action = actionNamed(catalogue, input.action);
  if (!action) return withdrawn(deps.execution, context, noSuchAction(catalogue, input.action));
  const target = { kind: "action", actionId: action.id, arguments: input.arguments } as const;
  return perform(deps, target, context);
}

/** Calls an endpoint that somebody described. */
export async function callHttp(
  deps: CallDeps,
  input: ToolInput<"call_http">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const integration = integrationIn(context.catalogue, input.integration);
  if (!integration)
    return withdrawn(deps.execution, context, unknownIntegration(context.catalogue, input.integration));
  const [path = "/", ...search] = input.path.split("?");
  const inPath = Object.fromEntries(new URLSearchParams(search.join("?")));
  const target: CallTarget = {
    kind: "http",
    integrationId: integration.id,
    method: input.method,
    path,
    query: { ...inPath, ...input.query } as Record<string, Json>,
    ...(input.body === undefined ? {} : { body: input.body as Json }),
  };
  return perform(deps, target, context);
}

async function perform(deps: CallDeps, target: CallTarget, context: ToolContext): Promise<ToolOutcome> {
  const { execution } = deps;
  const prepared = prepareCall(context.catalogue, target);
  if (!prepared.ok) return withdrawn(execution, context, failed(prepared.message));
  const progress = context.tellWait && showReading(context.tellWait, prepared.integration.name);
  const outcome = await execution.perform({
    id: context.callId,
    context: context.call,
    target,
    call: prepared.call,
    integration: prepared.integration,
    catalogueVersion: context.catalogue.version,
    catalogue: context.catalogue,
    spoken: {
      byPeople: context.written.flatMap(({ from, text }) => (from === "person" ? [text] : [])),
      byChief: context.written.flatMap(({ from, text }) => (from === "chief" ? [text] : [])),
      quoted: context.written.flatMap(({ quoted }) => quoted ?? []),
    },
    foreign:
      context.by === "model"
        ? findForeignText(
            prepared.call,
            { integration: prepared.integration, catalogue: context.catalogue },
            provenanceOf(context),
          )
        : [],
    signal: context.signal,
    ...(context.tellWait ? { tellWait: context.tellWait } : {}),
    ...(progress ? { tellProgress: progress.tell } : {}),
  });
  progress?.end();
  if (outcome.kind !== "answered" || !outcome.file) return told(outcome, context, prepared.integration.name);
  const { callId } = outcome;
  const effect = { callId, call: summaryOf(outcome, prepared.integration.name) };
  const { body, file: content } = outcome;
  return shareAnswer(deps.files, { file: fileInText(body), content, head: headOf(outcome), effect }, context);
}

/** What cannot be called any more may have been waiting for a yes: then it does not wait any longer. */
async function withdrawn(
  execution: Pick<Execution, "perform" | "withdraw">,
  context: ToolContext,
  outcome: ToolOutcome,
): Promise<ToolOutcome> {
  const why = outcome.kind === "done" ? outcome.content : "";
  await execution.withdraw({ workspaceId: context.call.workspaceId, id: context.callId }, why);
  return outcome;
}

/** What the planner reads about an outcome. */
function told(outcome: CallOutcome, context: ToolContext, integration: string): ToolOutcome {
  const effect = { callId: outcome.callId, call: summaryOf(outcome, integration) };
  switch (outcome.kind) {
    case "waiting":
      return { kind: "waiting", callId: outcome.callId, approvalId: outcome.approvalId };
    case "failed": {
      const mustBeShown = driftNoticeIn(outcome.message);
      const shown = mustBeShown ? { ...effect, mustBeShown } : effect;
      return { kind: "done", ok: false, content: outcome.message, effect: shown };
    }
    case "refused":
      return { kind: "done", ok: false, content: outcome.message, effect };
    case "unknown": {
      const asks = outcome.questionId === undefined ? {} : { questionId: outcome.questionId };
      return { kind: "done", ok: false, content: outcome.message, effect: { ...effect, ...asks } };
    }
    case "answered":
      return toldAnswer(outcome, context, effect);
  }
}

/** `failed (409)` where the API answered, else the plain kind. */
function wordFor(outcome: Exclude<CallOutcome, { kind: "answered" }>): string {
  const status = outcome.kind === "failed" ? /^execution\.status_(\d+)$/.exec(outcome.code)?.[1] : undefined;
  return status ? `failed (${status})` : outcome.kind;
}

function summaryOf(outcome: CallOutcome, integration: string): CallSummary {
  const { title } = outcome;
  const allowed = "allowedBy" in outcome ? outcome.allowedBy : undefined;
  const head = { integration, title, ...(allowed ? { allowedBy: `${allowed.kind} ${allowed.number}` } : {}) };
  if (outcome.kind !== "answered") {
    return { ...head, outcome: wordFor(outcome), rows: null, pages: null, complete: null };
  }
  const { rows, pages, complete, why, asOf, knownTotal } = outcome.coverage;
  return {
    ...{ ...head, outcome: String(outcome.status), rows, pages, complete, asOf },
    ...(why === undefined ? {} : { why }),
    ...(knownTotal === undefined ? {} : { knownTotal }),
  };
}

const headOf = ({ title, integration, status }: Extract<CallOutcome, { kind: "answered" }>) =>
  `${title} of ${integration} answered ${status}`;

function toldAnswer(
  outcome: Extract<CallOutcome, { kind: "answered" }>,
  context: ToolContext,
  effect: ToolEffect,
): ToolOutcome {
  const table = context.results.add(outcome);
  const head = headOf(outcome);
  if (!table) {
    const { complete, why = "not all was read" } = outcome.coverage;
    const label = complete ? {} : { partial: `of a part only (${why})` };
    return done(`${head}\n${clipped(outcome.body)}`, { ...effect, ...label });
  }
  const lines = [`${head}: ${describeCoverage(outcome.coverage)}`, describeTable(table.table)];
  const isSmall =
    table.rows > 0 && table.rows <= MOST_ROWS_INLINE && outcome.body.length <= MOST_CHARS_INLINE;
  if (isSmall) lines.push(outcome.body);
  // A planner may answer from these lines alone, so the label goes with them.
  const partial = labelOf(table.table);
  return done(lines.join("\n"), { ...effect, table: table.name, ...(partial ? { partial } : {}) });
}

function clipped(text: string): string {
  return text.length <= MOST_CHARS_INLINE
    ? text
    : `${text.slice(0, MOST_CHARS_INLINE)}… (${text.length} characters in all)`;
}
