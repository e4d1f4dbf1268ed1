import { isJsonObject, type Json, type JsonObject } from "../../../src/kernel/index.ts";
import { checkMessages } from "./check-messages.ts";
import { checkTools } from "./check-tools.ts";
import { type Fault, fault, firstFault } from "./fault.ts";

const isNumber = (value: Json) => typeof value === "number";
const isCount = (value: Json) => Number.isInteger(value) && Number(value) > 0;
const isText = (value: Json) => typeof value === "string";
const isFlag = (value: Json) => typeof value === "boolean";
const isAny = () => true;

/** The parameters of `POST /chat/completions` that Chief may use, each with what it takes. */
const PARAMETERS: Readonly<Record<string, (value: Json) => boolean>> = {
  model: (value) => typeof value === "string" && value !== "",
  messages: isAny,
  tools: isAny,
  tool_choice: (value) => isText(value) || isJsonObject(value),
  parallel_tool_calls: isFlag,
  stream: isFlag,
  stream_options: isJsonObject,
  max_completion_tokens: isCount,
  max_tokens: isCount,
  temperature: isNumber,
  top_p: isNumber,
  seed: isNumber,
  stop: (value) => isText(value) || Array.isArray(value),
  n: isCount,
  user: isText,
  metadata: isJsonObject,
  reasoning_effort: isText,
  response_format: isJsonObject,
  prompt_cache_key: isText,
};

/** What the real API would answer to this request instead of a completion, or undefined when it is in order. */
export function checkRequest(
  authorization: string | undefined,
  apiKey: string,
  body: Json | undefined,
): Fault | undefined {
  return firstFault(
    () => checkKey(authorization, apiKey),
    () => (isJsonObject(body) ? undefined : fault("We could not parse the JSON body of your request.")),
    () => (isJsonObject(body) ? checkBody(body) : undefined),
  );
}

function checkKey(authorization: string | undefined, apiKey: string): Fault | undefined {
  if (authorization === `Bearer ${apiKey}`) return undefined;
  const given = authorization?.replace(/^Bearer /, "");
  const message = given
    ? `Incorrect API key provided: ${given.slice(0, 3)}***.`
    : "You didn't provide an API key.";
  return { status: 401, message, param: null, code: "invalid_api_key" };
}

function checkBody(body: JsonObject): Fault | undefined {
  return firstFault(
    () => checkParameters(body),
    () => checkTools(body["tools"]),
    () => checkMessages(body["messages"]),
  );
}

function checkParameters(body: JsonObject): Fault | undefined {
  if (body["model"] === undefined)
    return fault("you must provide a model parameter", "model", "missing_required_parameter");
  for (const [name, value] of Object.entries(body)) {
    const takes = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (!takes) return fault(`Unknown parameter: '${name}'.`, name, "unknown_parameter");
    if (!takes(value))
      return fault(`Invalid type for '${name}', got ${JSON.stringify(value)}.`, name, "invalid_type");
  }
  if (body["stream_options"] !== undefined && body["stream"] !== true) {
    return fault(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      "stream_options",
    );
  }
  if (body["max_tokens"] !== undefined && body["max_completion_tokens"] !== undefined) {
    return fault(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      "max_tokens",
    );
  }
  return undefined;
}
