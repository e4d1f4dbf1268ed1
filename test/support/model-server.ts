/**
 * A language model that says what a test wrote down: an OpenAI-compatible Chat Completions server on loopback.
 *
 * It refuses what the real API refuses, in the same words and shape. A *surprise* (a request for which no step is
 * left), a refused request and a *leftover* step fail the test in `assertDone`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { isJsonObject, type Json } from "../../src/kernel/index.ts";
import { type ChatRequest, lastUserText } from "./model-server/chat-request.ts";
import { checkRequest } from "./model-server/check-request.ts";
import { errorBody, type Fault, fault } from "./model-server/fault.ts";
import { createScript, type Reply, type Script, type ScriptQueue } from "./model-server/script.ts";
import { sendReply } from "./model-server/send-reply.ts";

export type { ChatMessage, ChatRequest } from "./model-server/chat-request.ts";
export type { Reply, Script, ScriptStep } from "./model-server/script.ts";

export interface ModelServer {
  /** With `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Answers any conversation that has no script of its own. */
  readonly script: Script;
  /** The script of the conversations whose newest user message has `words` in it, so that runs may go in parallel. */
  conversation(words: string | RegExp): Script;
  /** Answers what no script answers; undefined from it is a surprise. */
  auto(answer: (request: ChatRequest) => Reply | undefined): void;
  /** All accepted requests, oldest first. */
  readonly requests: readonly ChatRequest[];
  /** What was refused, in the API's words. */
  readonly refusals: readonly string[];
  /** @throws Error on a surprise, a leftover, or more refusals than `refusals` (none, unless said) */
  assertDone(expected?: { refusals: number }): void;
  close(): Promise<void>;
}

interface Conversation {
  readonly words: string | RegExp;
  readonly script: ScriptQueue;
}

interface State {
  readonly script: ScriptQueue;
  readonly conversations: Conversation[];
  readonly requests: ChatRequest[];
  readonly refusals: string[];
  readonly surprises: string[];
  auto: (request: ChatRequest) => Reply | undefined;
}

const API_KEY = "test-model-key";

/** Starts the server on a free loopback port. */
export async function startModelServer(): Promise<ModelServer> {
  const state: State = {
    script: createScript(),
    conversations: [],
    requests: [],
    refusals: [],
    surprises: [],
    auto: () => undefined,
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: API_KEY,
    script: state.script,
    conversation: (words) => conversation(state, words),
    auto: (reply) => {
      state.auto = reply;
    },
    requests: state.requests,
    refusals: state.refusals,
    assertDone: (expected = { refusals: 0 }) => assertDone(state, expected.refusals),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function conversation(state: State, words: string | RegExp): Script {
  const known = state.conversations.find((one) => String(one.words) === String(words));
  if (known) return known.script;
  const added = { words, script: createScript() };
  state.conversations.push(added);
  return added.script;
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = parse(await text(request));
  const wrong = checkPath(request) ?? checkRequest(request.headers.authorization, API_KEY, body);
  if (wrong || !isJsonObject(body)) return refuse(response, state.refusals, wrong ?? fault("no body"));
  const asked = body as unknown as ChatRequest;
  state.requests.push(asked);
  const reply = replyTo(state, asked);
  if (reply) return sendReply(response, reply, asked);
  return refuse(
    response,
    state.surprises,
    fault(`surprise: no step for ${JSON.stringify(asked.messages.at(-1))}`),
  );
}

function checkPath({ method, url }: IncomingMessage): Fault | undefined {
  if (method === "POST" && url === "/v1/chat/completions") return undefined;
  return { status: 404, message: `Invalid URL (${method} ${url})`, param: null, code: null };
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function replyTo(state: State, request: ChatRequest): Reply | undefined {
  const said = lastUserText(request);
  const isAbout = ({ words }: Conversation) =>
    typeof words === "string" ? said.includes(words) : words.test(said);
  const own = state.conversations.find(isAbout);
  return (own?.script ?? state.script).take(request) ?? state.auto(request);
}

function refuse(response: ServerResponse, record: string[], wrong: Fault): void {
  record.push(wrong.message);
  response
    .writeHead(wrong.status, { "content-type": "application/json" })
    .end(JSON.stringify(errorBody(wrong)));
}

function assertDone(state: State, expectedRefusals: number): void {
  const unused = [state.script, ...state.conversations.map((one) => one.script)].flatMap(
    (script) => script.leftovers,
  );
  const leftovers = unused.map((step) => `leftover step: ${JSON.stringify(step)}`);
  const refused =
    state.refusals.length === expectedRefusals ? [] : state.refusals.map((said) => `refused: ${said}`);
  const problems = [...state.surprises, ...leftovers, ...refused];
  if (state.refusals.length < expectedRefusals)
    problems.push(`expected ${expectedRefusals} refusals, got ${state.refusals.length}`);
  if (problems.length > 0) throw new Error(`the scripted model is not done:\n${problems.join("\n")}`);
}
