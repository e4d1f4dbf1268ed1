import type { EgressAnswer } from "../egress/index.ts";
import type { Integration } from "../integrations/index.ts";
import { isJsonObject, type Json, storableText } from "../kernel/index.ts";

/** An answer of an API, understood: a JSON value, or why there is none. */
export type Understood =
  | { readonly ok: true; readonly status: number; readonly body: Json; readonly bytes: number }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status?: number;
    };

type Answered = Extract<EgressAnswer, { ok: true }>;

const EXCERPT = 300;
/** A longer error answer is cut, and then taken for text. */
const MOST_PROBLEM = 64 * 1024;

/**
 * Understands one answer. Only a 2xx with JSON (or with nothing) is a success; everything else is told in words
 * that name the integration and what to do about it. `cardUrl` is where the integration can be repaired.
 */
export function readAnswer(answer: EgressAnswer, integration: Integration, cardUrl: string): Understood {
  if (!answer.ok)
    return { ok: false, code: `egress.${answer.reason}`, message: `${integration.name}: ${answer.message}` };
  if (answer.status < 200 || answer.status > 299) return readRefusal(answer, integration, cardUrl);
  if (answer.body.length === 0) return { ok: true, status: answer.status, body: null, bytes: 0 };
  const text = answer.body.toString("utf8").replace(/^\ufeff/, "");
  try {
    return { ok: true, status: answer.status, body: JSON.parse(text) as Json, bytes: answer.body.length };
  } catch {
    return notJson(answer, integration, text);
  }
}

function notJson(answer: Answered, integration: Integration, text: string): Understood {
  const type = answer.headers["content-type"] ?? "no content type";
  if (/^text\/plain/.test(type))
    return { ok: true, status: answer.status, body: storableText(text), bytes: answer.body.length };
  const what = /html/i.test(type) || /^\s*</.test(text) ? "a web page (HTML)" : `“${type}”`;
  return {
    ok: false,
    code: "execution.not_json",
    status: answer.status,
    message: `${integration.name} answered ${answer.status} with ${what} instead of JSON. Check the base URL and the path; a login or error page looks like this`,
  };
}

function readRefusal(answer: Answered, integration: Integration, cardUrl: string): Understood {
  const { status } = answer;
  const said = excerptOf(answer.body);
  const told = wordsFor(answer, {
    name: integration.name,
    quoted: said ? `: “${said}”` : "",
    cardUrl,
  });
  return { ok: false, status, ...told };
}

interface Words {
  readonly name: string;
  /** What the answer says, with a colon before it, or nothing. */
  readonly quoted: string;
  readonly cardUrl: string;
}

function wordsFor(answer: Answered, { name, quoted, cardUrl }: Words): { code: string; message: string } {
  const { status } = answer;
  switch (status) {
    case 401: {
      const message = `${name} refused the credential (401)${quoted}. An admin can reconnect it: ${cardUrl}`;
      return { code: "execution.unauthorized", message };
    }
    case 403: {
      const message = `${name} does not allow this with its credential (403)${quoted}. An admin can look at what it may do: ${cardUrl}`;
      return { code: "execution.forbidden", message };
    }
    case 429: {
      const message = `${name} is rate limiting us (429)${retryWords(answer)}. Try again then`;
      return { code: "execution.rate_limited", message };
    }
    default: {
      const message = `${name} answered ${status}${quoted}. ${hintFor(status)}`;
      return { code: `execution.status_${status}`, message };
    }
  }
}

function retryWords(answer: Answered): string {
  const after = answer.headers["retry-after"];
  if (after === undefined) return "";
  return /^\d+$/.test(after) ? ` for another ${after} seconds` : ` until ${after}`;
}

function hintFor(status: number): string {
  if (status >= 500) return "That is an error on its side; try again later";
  if (status === 404) return "Either the thing does not exist or the path is not right";
  if (status === 405) return "That method is not allowed on this path";
  if (status >= 300 && status < 400) return "It wants to send us elsewhere; check the base URL";
  return "The request was not accepted as it is";
}

/** What an error answer says in words: the usual fields of a JSON problem, or the beginning of a text. */
function excerptOf(body: Buffer): string {
  const text = body.subarray(0, MOST_PROBLEM).toString("utf8").trim();
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
