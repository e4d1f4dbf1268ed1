import { isJsonObject, type JsonObject } from "../../kernel/index.ts";
import { BLOCK_LIMITS, validateBlocks } from "../../slack/index.ts";

/**
 * A message that is being written. It is `in_progress` from `chat.startStream` until `chat.stopStream`
 * completes it, or until five minutes have passed: it is then `errored` and takes no more chunks, but
 * `chat.update` may still replace its text.
 */
export interface MessageStream {
  readonly state: "in_progress" | "completed" | "errored";
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** `plan` gathers all tasks in one block; `timeline` leaves them where they came. */
  readonly mode: "plan" | "timeline";
  readonly planTitle?: string;
  readonly parts: readonly StreamPart[];
}

type StreamPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "task"; readonly task: StreamTask }
  | { readonly kind: "blocks"; readonly blocks: readonly JsonObject[] };

interface StreamTask {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly details?: string;
  readonly output?: string;
  readonly sources?: readonly JsonObject[];
}

export type StreamChunk = StreamPart | { readonly kind: "plan"; readonly title: string };

const LIFETIME_MS = 5 * 60_000;
const TASK_STATUSES = new Set(["pending", "in_progress", "complete", "error"]);

function hasExpired(stream: MessageStream, now: Date): boolean {
  return stream.state === "in_progress" && now.getTime() - stream.startedAt >= LIFETIME_MS;
}

/** The state of `stream` at `now`: one that nobody stopped in time is `errored`, whether or not anyone tried. */
export function streamStateAt(stream: MessageStream, now: Date): MessageStream["state"] {
  return hasExpired(stream, now) ? "errored" : stream.state;
}

/** Chunks as Slack takes them, or the first reason why one of them is refused. */
export function parseChunks(
  chunks: readonly unknown[],
): readonly StreamChunk[] | { readonly refused: string } {
  const parsed: StreamChunk[] = [];
  for (const [index, chunk] of chunks.entries()) {
    const result = isJsonObject(chunk) ? parseChunk(chunk) : "must provide an object";
    if (typeof result === "string") return { refused: `${result} [json-pointer:/chunks/${index}]` };
    parsed.push(result);
  }
  return parsed;
}

function parseChunk(chunk: JsonObject): StreamChunk | string {
  const { type, text, title } = chunk;
  if (type === "markdown_text")
    return typeof text === "string" ? textPart(text) : "missing required field: text";
  if (type === "plan_update") {
    return typeof title === "string" ? { kind: "plan", title } : "missing required field: title";
  }
  if (type === "task_update") return parseTask(chunk);
  if (type === "blocks") return parseBlocks(chunk);
  return `unsupported type: ${String(type)}`;
}

function textPart(text: string): StreamPart | string {
  return text.length > BLOCK_LIMITS.markdown
    ? `must be less than ${BLOCK_LIMITS.markdown + 1} characters`
    : { kind: "text", text };
}

function parseTask(chunk: JsonObject): StreamPart | string {
  const { id, title, status, details, output, sources } = chunk;
  if (typeof id !== "string" || id === "") return "missing required field: id";
  if (typeof title !== "string") return "missing required field: title";
  if (!TASK_STATUSES.has(String(status))) return `status must be one of ${[...TASK_STATUSES].join(", ")}`;
  const task: StreamTask = {
    id,
    title,
    status: String(status),
    ...(typeof details === "string" && { details }),
    ...(typeof output === "string" && { output }),
    ...(Array.isArray(sources) && { sources: sources.filter(isJsonObject) }),
  };
  return { kind: "task", task };
}

function parseBlocks(chunk: JsonObject): StreamPart | string {
  const [problem] = validateBlocks(chunk["blocks"]);
  if (problem !== undefined) return `${problem.message} at ${problem.pointer}`;
  return { kind: "blocks", blocks: (chunk["blocks"] as unknown[]).filter(isJsonObject) };
}

/** `stream` after `chunks`: text continues the last text, a task replaces the one of its id. */
export function appendChunks(stream: MessageStream, chunks: readonly StreamChunk[]): MessageStream {
  return chunks.reduce(appendChunk, stream);
}

function appendChunk(stream: MessageStream, chunk: StreamChunk): MessageStream {
  if (chunk.kind === "plan") return { ...stream, planTitle: chunk.title };
  const { parts } = stream;
  const last = parts.at(-1);
  if (chunk.kind === "text" && last?.kind === "text") {
    return { ...stream, parts: [...parts.slice(0, -1), { kind: "text", text: last.text + chunk.text }] };
  }
  const isSameTask = (part: StreamPart) =>
    part.kind === "task" && chunk.kind === "task" && part.task.id === chunk.task.id;
  if (!parts.some(isSameTask)) return { ...stream, parts: [...parts, chunk] };
  return { ...stream, parts: parts.map((part) => (isSameTask(part) ? mergeTask(part, chunk) : part)) };
}

function mergeTask(before: StreamPart, after: StreamPart): StreamPart {
  return before.kind === "task" && after.kind === "task"
    ? { kind: "task", task: { ...before.task, ...after.task } }
    : after;
}

/** The text and the blocks that people see of `stream`. */
export function renderStream(stream: MessageStream): {
  readonly text: string;
  readonly blocks: JsonObject[];
} {
  const tasks = stream.parts.flatMap((part) => (part.kind === "task" ? [taskCard(part.task)] : []));
  const plan = { type: "plan", title: stream.planTitle ?? "Plan", tasks };
  const rest = stream.parts.flatMap((part) => renderPart(part, stream.mode));
  const texts = stream.parts.flatMap((part) => (part.kind === "text" ? [part.text] : []));
  const isPlanned = stream.mode === "plan" && (tasks.length > 0 || stream.planTitle !== undefined);
  return { text: texts.join("\n"), blocks: isPlanned ? [plan, ...rest] : rest };
}

function renderPart(part: StreamPart, mode: MessageStream["mode"]): readonly JsonObject[] {
  if (part.kind === "text") return part.text === "" ? [] : [{ type: "markdown", text: part.text }];
  if (part.kind === "blocks") return part.blocks;
  return mode === "timeline" ? [taskCard(part.task)] : [];
}

function taskCard(task: StreamTask): JsonObject {
  return {
    type: "task_card",
    task_id: task.id,
    title: task.title,
    status: task.status,
    ...(task.details !== undefined && { details: richText(task.details) }),
    ...(task.output !== undefined && { output: richText(task.output) }),
    ...(task.sources !== undefined && { sources: [...task.sources] }),
  };
}

function richText(text: string): JsonObject {
  const section = { type: "rich_text_section", elements: text === "" ? [] : [{ type: "text", text }] };
  return { type: "rich_text", elements: [section] };
}
