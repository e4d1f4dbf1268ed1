import type { EgressAnswer } from "../egress/index.ts";
import type { Integration } from "../integrations/index.ts";
import { isJsonObject, type Json, type JsonObject, storableText } from "../kernel/index.ts";
import { neededScopes } from "../mcp/index.ts";
import { understandText } from "./answer-text/understand-text.ts";
import { askedDelayMs, isRateLimited } from "./asked-delay.ts";
import { fileIn } from "./file-answer.ts";

/** An answer of an API, understood: a JSON value, or why there is none. */
export type Understood =
  | {
      readonly ok: true;
      readonly status: number;
      readonly body: Json;
      readonly bytes: number;
      /** The bytes of an answer that is a file; `body` tells which. */
      readonly file?: FileContent;
      /** The records of an answer that is too large for memory; `body` is the rest of it. */
      readonly large?: LargeRecords;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status?: number;
    };

/** The bytes of a file, some at a time. */
export interface FileContent {
  pieces(): AsyncIterable<Uint8Array>;
  /** Gives back what they take until they are kept. */
  discard?(): Promise<void>;
}

/** A list of records that is read some at a time from where it was put when it came. */
export interface LargeRecords {
  readonly rows: number;
  readonly last: JsonObject | undefined;
  /** Where the list stood in the answer, as `findRows` tells it. */
  readonly path: string;
  /** @throws ChiefError `execution.…` with words for a person, where records cannot be read */
  batches(): AsyncIterable<{ readonly rows: readonly JsonObject[] }>;
  /** Gives the disk space back. */
  discard(): Promise<void>;
}

/** Who reads an answer: for which integration, which can be repaired at `cardUrl`. */
interface Reader {
  readonly integration: Pick<Integration, "name">;
  readonly cardUrl: string;
  readonly now: Date;
  /** Takes known secrets out of what an API sent back, where that was not done before. */
  readonly scrub?: (text: string) => string;
}

/** Why there is no value, with a stable name. */
interface Told {
  readonly code: string;
  readonly message: string;
}

type Answered = Extract<EgressAnswer, { ok: true }>;

const EXCERPT = 300;
const PIECE_BYTES = 2 ** 20;
/** A longer error answer is cut, and then taken for text. */
const MOST_PROBLEM = 64 * 1024;

/**
 * Understands one answer. Only a 2xx with JSON, JSON lines, CSV, XML, plain text, a file or nothing is a success; everything else is told in words
 * that name the integration, what to do about it, and the card on which it is done.
 */
export function readAnswer(answer: EgressAnswer, reader: Reader): Understood {
  const { integration, cardUrl } = reader;
  if (!answer.ok) {
    const message = `${integration.name}: ${answer.message}. See ${cardUrl}`;
    return { ok: false, code: `egress.${answer.reason}`, message };
  }
  if (answer.status < 200 || answer.status > 299) return readRefusal(answer, reader);
  if (answer.body.length === 0) return { ok: true, status: answer.status, body: null, bytes: 0 };
  const text = cleanText(answer.body, reader).replace(/^\ufeff/, "");
  const understood = understandText(text, answer.headers["content-type"] ?? "");
  if (!understood) {
    const { status } = answer;
    return readFile(answer, reader) ?? { ok: false, status, ...toldNotUnderstood(answer, reader, text) };
  }
  return { ok: true, status: answer.status, body: understood.value, bytes: answer.body.length };
}

/** A secret cannot be masked in a file, so one that holds any is dropped. */
function readFile(answer: Answered, reader: Reader): Understood | undefined {
  const file = fileIn(answer);
  if (!file) return undefined;
  const { status, body } = answer;
  const raw = body.toString("latin1");
  if (reader.scrub && reader.scrub(raw) !== raw) return { ok: false, status, ...toldSecretInFile(reader) };
  async function* pieces() {
    for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
  }
  return { ok: true, status, body: file, bytes: file.bytes, file: { pieces } };
}

/** Why a file was dropped. */
export function toldSecretInFile({ integration, cardUrl }: Pick<Reader, "integration" | "cardUrl">): Told {
  const message = `${integration.name} sent a file in which one of its credentials stands, so it was dropped: ${cardUrl}`;
  return { code: "execution.secret_in_file", message };
}

function cleanText(body: Buffer, { scrub }: Reader): string {
  const text = body.toString("utf8");
  return scrub ? scrub(text) : text;
}

/** What an answer is told as that is nothing Chief reads; `text` is it, or its beginning. */
export function toldNotUnderstood(
  { status, headers }: Pick<Answered, "status" | "headers">,
  { integration, cardUrl }: Pick<Reader, "integration" | "cardUrl">,
  text: string,
): Told {
  const type = headers["content-type"] ?? "no content type";
  const what = /html/i.test(type) || /^\s*<(?!\?xml)/.test(text) ? "a web page (HTML)" : `“${type}”`;
  return {
    code: "execution.not_json",
    message: `${integration.name} answered ${status} with ${what} instead of JSON. Check the base URL and the path; a login or error page looks like this: ${cardUrl}`,
  };
}

function readRefusal(answer: Answered, reader: Reader): Understood {
  const { integration, cardUrl, now } = reader;
  const { status } = answer;
  const said = excerptOf(cleanText(answer.body.subarray(0, MOST_PROBLEM), reader));
  const told = wordsFor(answer, {
    name: integration.name,
    quoted: said ? `: “${said}”` : "",
    cardUrl,
    now,
  });
  return { ok: false, status, ...told };
}

interface Words {
  readonly name: string;
  /** What the answer says, with a colon before it, or nothing. */
  readonly quoted: string;
  readonly cardUrl: string;
  readonly now: Date;
}

function wordsFor(
  answer: Answered,
  { name, quoted, cardUrl, now }: Words,
): { code: string; message: string } {
  const { status } = answer;
  if (isRateLimited(status, answer.headers)) {
    const message = `${name} is rate limiting us (${status})${retryWords(answer, now)}. Try again then`;
    return { code: "execution.rate_limited", message };
  }
  switch (status) {
    case 401: {
      const message = `${name} refused the credential (401)${quoted}. An admin can reconnect it: ${cardUrl}`;
      return { code: "execution.unauthorized", message };
    }
    case 403: {
      const scopes = neededScopes(answer);
      if (scopes) return wantsScopes(scopes, { name, cardUrl });
      const message = `${name} does not allow this with its credential (403)${quoted}. An admin can look at what it may do: ${cardUrl}`;
      return { code: "execution.forbidden", message };
    }
    default: {
      const message = `${name} answered ${status}${quoted}. ${hintFor(status, cardUrl)}`;
      return { code: `execution.status_${status}`, message };
    }
  }
}

/** A refusal that names the scopes it wants: the link leads to a consent that asks for them beside the present ones. */
export function wantsScopes(
  scopes: string,
  { name, cardUrl }: { name: string; cardUrl: string },
): { code: string; message: string } {
  const link = `${cardUrl}/reconnect?scopes=${encodeURIComponent(scopes)}`;
  const message = `${name} wants more access for this. An admin can reconnect it with the scopes ${scopes}: ${link}`;
  return { code: "execution.forbidden", message };
}

function retryWords(answer: Answered, now: Date): string {
  const ms = askedDelayMs(answer, now);
  if (ms === undefined) return ". It does not say for how long";
  const seconds = Math.ceil(ms / 1000);
  return seconds === 1 ? " for another second" : ` for another ${seconds} seconds`;
}

/** What the status means for whoever asked, and for the admin where the API may have changed. */
function hintFor(status: number, cardUrl: string): string {
  const mayHaveChanged = `If it worked before, the API may have changed: ${cardUrl}`;
  if (status >= 500) return `That is an error on its side; try again later. See ${cardUrl}`;
  if (status === 404) return `Either the thing does not exist or the path is not right. ${mayHaveChanged}`;
  if (status === 410) return `What was there is gone for good. ${mayHaveChanged}`;
  if (status === 405) return `That method is not allowed on this path. ${mayHaveChanged}`;
  if (status >= 300 && status < 400)
    return `It wants to send us elsewhere; an admin can check its base URL: ${cardUrl}`;
  return `The request was not accepted as it is. ${mayHaveChanged}`;
}

/** What an error answer says in words: the usual fields of a JSON problem, or the beginning of a text. */
function excerptOf(sent: string): string {
  const text = sent.trim();
  if (text === "" || text.startsWith("<")) return "";
  const said = storableText(problemText(text) ?? text);
  return said.length > EXCERPT ? `${said.slice(0, EXCERPT)}…` : said;
}

function problemText(text: string): string | undefined {
  let problem: unknown;
  try {
    problem = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(problem)) return undefined;
  const inner = isJsonObject(problem["error"]) ? problem["error"] : problem;
  for (const key of ["detail", "message", "error_description", "title", "error", "reason"]) {
    const value = inner[key] ?? problem[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}
