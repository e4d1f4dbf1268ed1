import type { Json } from "../kernel/index.ts";
import { type Answer, type AnswerBuilder, createAnswerBuilder } from "./answer.ts";
import { AnswerError } from "./answer-error.ts";
import { createEventReader } from "./server-sent-events.ts";

/** More than any model writes; a body beyond it is not an answer. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

interface AnswerListener {
  readonly onText: (delta: string) => void;
  /** Called for every piece that arrives, with whether the answer is complete. */
  readonly onPiece: (isDone: boolean) => void;
}

/**
 * Reads the body of a successful response: an event stream, or one JSON object from servers that do not stream.
 * Which one it is shows in its first character, since the content type of such servers cannot be trusted.
 *
 * @throws AnswerError when it is neither, is too long, or breaks off
 */
export async function readAnswer(body: AsyncIterable<Uint8Array>, listener: AnswerListener): Promise<Answer> {
  const builder = createAnswerBuilder(listener.onText);
  const text = createTextSink(builder);
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body) {
      text.push(decoder.decode(bytes, { stream: true }));
      listener.onPiece(builder.isDone());
    }
  } catch (error) {
    if (error instanceof AnswerError) throw error;
    if (!builder.isDone()) throw new AnswerError("server_error", "the connection broke in mid-answer", error);
    // A connection that drops, or stays open and silent, after the end of the answer harms nothing.
    return builder.finish();
  }
  text.end();
  return builder.finish();
}

interface TextSink {
  push(text: string): void;
  end(): void;
}

function createTextSink(builder: AnswerBuilder): TextSink {
  const events = createEventReader((data) => addEvent(builder, data));
  const json: string[] = [];
  let length = 0;
  let kind: "events" | "json" | undefined;
  return {
    push(text) {
      length += text.length;
      if (length > MAX_CHARACTERS)
        throw new AnswerError("nonsense", `the answer is over ${MAX_CHARACTERS} characters`);
      kind ??= kindOf(text);
      if (kind === "json") json.push(text);
      else events.push(text);
    },
    end() {
      if (kind === "json") addJson(builder, json.join(""));
      else events.end();
    },
  };
}

function kindOf(text: string): "events" | "json" | undefined {
  const start = text.trimStart();
  if (start === "") return undefined;
  if (start.startsWith("<"))
    throw new AnswerError("nonsense", `the endpoint answered with a web page: ${excerpt(start)}`);
  return start.startsWith("{") || start.startsWith("[") ? "json" : "events";
}

function addEvent(builder: AnswerBuilder, data: string): void {
  if (data.startsWith("[DONE]")) builder.markDone();
  else builder.add(parse(data));
}

function addJson(builder: AnswerBuilder, text: string): void {
  builder.add(parse(text));
  builder.markDone();
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AnswerError(
      "nonsense",
      `the endpoint sent something that is not JSON: ${excerpt(text)}`,
      error,
    );
  }
}

const excerpt = (text: string) => JSON.stringify(text.slice(0, 120));
