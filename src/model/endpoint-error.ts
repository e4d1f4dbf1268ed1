import { isJsonObject, type Json, type JsonObject, messageOf } from "../kernel/index.ts";

/** The endpoint answered with a status that is no success. */
export class EndpointError extends Error {
  readonly status: number;
  readonly headers: Headers;
  /** The `error` object of an OpenAI-shaped answer, without trust. */
  readonly refusal: JsonObject | undefined;

  constructor(response: Pick<Response, "status" | "headers">, body: string) {
    const refusal = refusalIn(body);
    const said = refusal?.["message"];
    super(`${response.status} ${typeof said === "string" ? said : body.trim() || "without a word"}`);
    this.name = "EndpointError";
    this.status = response.status;
    this.headers = response.headers;
    this.refusal = refusal;
  }
}

/** The endpoint's answer to a failed request, read as far as it can be. */
export async function endpointError(response: Response): Promise<EndpointError> {
  return new EndpointError(response, await response.text().catch(messageOf));
}

function refusalIn(body: string): JsonObject | undefined {
  try {
    const answer: Json = JSON.parse(body);
    const refusal = isJsonObject(answer) ? (answer["error"] ?? answer) : undefined;
    return isJsonObject(refusal) ? refusal : undefined;
  } catch {
    return undefined;
  }
}
