import type { IncomingMessage } from "node:http";
import type { Json } from "../../../kernel/index.ts";
import { Problem } from "./problem.ts";

const MAX_BYTES = 1024 * 1024;

/**
 * The JSON body of a request, undefined when there is none.
 *
 * @throws Problem 413 over 1 MiB, 415 when it is declared as something else, 400 when it does not parse
 */
export async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw new Problem({ status: 413, title: "Too large", detail: `The body is over ${MAX_BYTES} bytes` });
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  if (!/^application\/(.+\+)?json\b/i.test(request.headers["content-type"] ?? "")) {
    throw new Problem({
      status: 415,
      title: "Unsupported media type",
      detail: "The body must be application/json",
    });
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Problem({ status: 400, title: "Invalid request", detail: "The body is not valid JSON" });
  }
}
