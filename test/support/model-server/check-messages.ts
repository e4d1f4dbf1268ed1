import { isJsonObject, type Json, type JsonObject } from "../../../src/kernel/index.ts";
import { type Fault, fault, firstFault } from "./fault.ts";

const KEYS_OF_ROLE: Readonly<Record<string, readonly string[]>> = {
  system: ["role", "content", "name"],
  developer: ["role", "content", "name"],
  user: ["role", "content", "name"],
  assistant: ["role", "content", "name", "refusal", "tool_calls"],
  tool: ["role", "content", "tool_call_id"],
};
const LONGEST_CALL_ID = 40;

/** The first thing that the API would refuse about `messages`, member by member and then their order. */
export function checkMessages(messages: Json | undefined): Fault | undefined {
  if (!Array.isArray(messages))
    return fault("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
  if (messages.length === 0) return fault("[] is too short - 'messages'", "messages", "empty_array");
  return firstFault(...messages.map((message, at) => () => checkMessage(message, `messages[${at}]`)), () =>
    checkOrder(messages.filter(isJsonObject)),
  );
}

function checkMessage(message: Json, at: string): Fault | undefined {
  if (!isJsonObject(message))
    return fault(`Invalid type for '${at}': expected an object.`, at, "invalid_type");
  const known = KEYS_OF_ROLE[String(message["role"])];
  if (!known)
    return fault(
      `Invalid value: '${message["role"]}'. Supported values are: 'system', 'assistant', 'user', 'tool', and 'developer'.`,
      `${at}.role`,
      "invalid_value",
    );
  const unknown = Object.keys(message).find((key) => !known.includes(key));
  if (unknown)
    return fault(`Unknown parameter: '${at}.${unknown}'.`, `${at}.${unknown}`, "unknown_parameter");
  return firstFault(
    () => checkContent(message, at),
    () =>
      message["role"] === "assistant" ? checkToolCalls(message["tool_calls"], `${at}.tool_calls`) : undefined,
    () =>
      message["role"] === "tool" && typeof message["tool_call_id"] !== "string"
        ? fault(
            `Missing required parameter: '${at}.tool_call_id'.`,
            `${at}.tool_call_id`,
            "missing_required_parameter",
          )
        : undefined,
  );
}

function checkContent(message: JsonObject, at: string): Fault | undefined {
  const { content } = message;
  if (content === null || content === undefined) {
    if (message["role"] === "assistant" && message["tool_calls"] !== undefined) return undefined;
    return fault(
      `Invalid value for 'content': expected a string, got null.`,
      `${at}.content`,
      "invalid_type",
    );
  }
  if (Array.isArray(content)) return checkParts(content, `${at}.content`);
  if (typeof content !== "string")
    return fault(
      `Invalid type for '${at}.content': expected one of a string or array of objects, but got ${typeof content} instead.`,
      `${at}.content`,
      "invalid_type",
    );
  // Stricter than the API, on purpose: an empty message is always a mistake of ours.
  if (content === "" && message["role"] !== "assistant")
    return fault(`Invalid '${at}.content': empty string.`, `${at}.content`, "empty_string");
  return undefined;
}

function checkParts(parts: readonly Json[], at: string): Fault | undefined {
  const isText = (part: Json) =>
    isJsonObject(part) && part["type"] === "text" && typeof part["text"] === "string";
  if (parts.length > 0 && parts.every(isText)) return undefined;
  return fault(`Invalid type for '${at}': expected a non-empty array of text parts.`, at, "invalid_type");
}

function checkToolCalls(calls: Json | undefined, at: string): Fault | undefined {
  if (calls === undefined) return undefined;
  if (!Array.isArray(calls)) return fault(`Invalid type for '${at}': expected an array.`, at, "invalid_type");
  if (calls.length === 0)
    return fault(
      `Invalid '${at}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      at,
      "empty_array",
    );
  return firstFault(...calls.map((call, index) => () => checkToolCall(call, `${at}[${index}]`)));
}

function checkToolCall(call: Json, at: string): Fault | undefined {
  const called = isJsonObject(call) ? call["function"] : undefined;
  if (!isJsonObject(call) || !isJsonObject(called) || call["type"] !== "function")
    return fault(
      `Invalid type for '${at}': expected { id, type: 'function', function }.`,
      at,
      "invalid_type",
    );
  const unknown =
    Object.keys(call).find((key) => !["id", "type", "function"].includes(key)) ??
    Object.keys(called).find((key) => !["name", "arguments"].includes(key));
  if (unknown) return fault(`Unknown parameter: '${at}.${unknown}'.`, at, "unknown_parameter");
  const { id } = call;
  if (typeof id !== "string" || id === "")
    return fault(`Missing required parameter: '${at}.id'.`, `${at}.id`, "missing_required_parameter");
  if (id.length > LONGEST_CALL_ID)
    return fault(
      `Invalid '${at}.id': string too long. Expected a string with maximum length ${LONGEST_CALL_ID}, but got a string with length ${id.length} instead.`,
      `${at}.id`,
      "string_above_max_length",
    );
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(String(called["name"])))
    return fault(
      `Invalid '${at}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      `${at}.function.name`,
      "invalid_value",
    );
  if (typeof called["arguments"] !== "string")
    return fault(
      `Invalid type for '${at}.function.arguments': expected a string, but got an object instead.`,
      `${at}.function.arguments`,
      "invalid_type",
    );
  return undefined;
}

/** Every call is answered by exactly one tool message before anybody else speaks, and nothing else is. */
function checkOrder(messages: readonly JsonObject[]): Fault | undefined {
  let open = new Set<string>();
  for (const [at, message] of messages.entries()) {
    const where = `messages.[${at}].role`;
    if (message["role"] === "tool") {
      if (!open.delete(String(message["tool_call_id"])))
        return fault(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          where,
        );
      continue;
    }
    if (open.size > 0) return unanswered(open, where);
    const ids = idsOfCalls(message);
    open = new Set(ids);
    if (open.size < ids.length)
      return fault(`Duplicate tool call ids in message ${at}: ${ids.join(", ")}`, where);
  }
  return open.size > 0 ? unanswered(open, "messages") : undefined;
}

function unanswered(open: ReadonlySet<string>, param: string): Fault {
  const ids = [...open].join(", ");
  return fault(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`,
    param,
  );
}

function idsOfCalls(message: JsonObject): string[] {
  const calls = message["tool_calls"];
  return Array.isArray(calls) ? calls.filter(isJsonObject).map((call) => String(call["id"])) : [];
}
