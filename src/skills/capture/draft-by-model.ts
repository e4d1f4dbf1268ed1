/**
 * Has the language model write a workflow where the built-in rules do not understand what is wanted.
 *
 * What it writes is data: it is read against the schema and validated like any other workflow, and what is wrong goes
 * back to it, a few times at most. Nothing is saved before a person has seen it.
 */
import { z } from "zod";
import { type JsonObject, parseJson } from "../../kernel/index.ts";
import type { Model, ModelMessage, ModelTool, ToolCall } from "../../model/index.ts";
import { type Workflow, workflowSchema } from "../workflow.ts";
import { DRAFTING_INSTRUCTIONS } from "./drafting-prompt.ts";

const MOST_TRIES = 4;
const MOST_FAULTS = 12;
const TOOL = "write_workflow";

export type ModelDraft = (
  | { readonly ok: true; readonly workflow: Workflow; readonly description: string }
  /** What the model asks, or what stayed wrong with what it wrote. */
  | { readonly ok: false; readonly faults: readonly string[] }
) & { readonly spent: Spent };

/** What the drafting cost. */
export interface Spent {
  readonly times: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface Drafting {
  readonly prompt: string;
  /** What is wrong with a workflow, in words that say what would be accepted; empty when nothing is. */
  readonly faultsOf: (workflow: Workflow) => readonly string[];
  readonly signal: AbortSignal;
}

const draftSchema = z.strictObject({
  description: z.string().max(300).default("").describe("One line for people: what the skill is for"),
  workflow: workflowSchema,
});

/** @throws whatever `faultsOf` throws; trouble with the model is a value */
export async function draftByModel(model: Model, drafting: Drafting): Promise<ModelDraft> {
  const { faultsOf, prompt, signal } = drafting;
  const messages: ModelMessage[] = [
    { role: "system", content: DRAFTING_INSTRUCTIONS },
    { role: "user", content: prompt },
  ];
  const spent = { times: 0, promptTokens: 0, completionTokens: 0 };
  for (;;) {
    const outcome = await model.complete({ messages, tools: [writeWorkflow()], signal });
    if (!outcome.ok) return { ok: false, faults: [outcome.toldToUser], spent };
    spent.times += 1;
    spent.promptTokens += outcome.usage.promptTokens;
    spent.completionTokens += outcome.usage.completionTokens;
    const [written] = outcome.toolCalls;
    if (!written)
      return { ok: false, faults: [outcome.text.trim() || "The language model wrote nothing"], spent };
    const read = readDraft(written, faultsOf);
    if (read.ok || spent.times === MOST_TRIES) return { ...read, spent };
    messages.push({ role: "assistant", content: outcome.text, toolCalls: outcome.toolCalls });
    for (const call of outcome.toolCalls) messages.push(answerTo(call, call === written ? read.faults : []));
  }
}

function answerTo({ id }: ToolCall, faults: readonly string[]): ModelMessage {
  const told = faults.slice(0, MOST_FAULTS).map((fault) => `- ${fault}`);
  const content =
    told.length > 0
      ? ["This is wrong with it:", ...told, "Call write_workflow again with all of it put right."].join("\n")
      : "Not read: call it once.";
  return { role: "tool", toolCallId: id, content };
}

function readDraft(
  { name, arguments: written }: ToolCall,
  faultsOf: Drafting["faultsOf"],
): { ok: true; workflow: Workflow; description: string } | { ok: false; faults: readonly string[] } {
  if (name !== TOOL) return { ok: false, faults: [`there is no tool ${name}; there is ${TOOL}`] };
  const parsed = draftSchema.safeParse(parsedJson(written));
  if (!parsed.success) {
    return {
      ok: false,
      faults: parsed.error.issues.map((issue) => `${issue.path.join(".") || "arguments"}: ${issue.message}`),
    };
  }
  const faults = faultsOf(parsed.data.workflow);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, ...parsed.data };
}

function parsedJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The schema of workflows as the model gets it. */
function writeWorkflow(): ModelTool {
  const { $schema: _, ...parameters } = z.toJSONSchema(draftSchema, { io: "input" });
  return { name: TOOL, description: "Hands over the whole workflow.", parameters: parameters as JsonObject };
}
