import type { AnswerHead } from "./exchange.ts";
import { type Refusal, Refused, refuse } from "./refusal.ts";

/** What an answer's head already tells against reading on: an encoding nobody asked for, or a declared size. */
export function vetAnswerHead(
  head: AnswerHead,
  limits: { hostname: string; maxBytes: number; isHead: boolean },
): Refusal | undefined {
  const encoding = head.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (encoding !== "" && encoding !== "identity" && !limits.isHead) {
    return refuse(
      "encoding",
      `${limits.hostname} sent an answer in an encoding that it was not asked for; it cannot be read safely`,
    );
  }
  return declaredBytes(head) > limits.maxBytes && !limits.isHead ? tooLarge(limits) : undefined;
}

/** How long the body says that it is; 0 where it says nothing. */
export function declaredBytes({ headers }: Pick<AnswerHead, "headers">): number {
  return Number(headers["content-length"] ?? 0);
}

/** The body's chunks until `maxBytes` are exceeded; then it throws `Refused` and the connection is closed. */
export async function* readCapped(
  head: AnswerHead,
  limits: { hostname: string; maxBytes: number },
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of head.body) {
    bytes += chunk.byteLength;
    if (bytes > limits.maxBytes) throw new Refused(tooLarge(limits));
    yield chunk;
  }
}

function tooLarge(limits: { hostname: string; maxBytes: number }): Refusal {
  const mebibytes = Number((limits.maxBytes / 2 ** 20).toFixed(2));
  return refuse(
    "too_large",
    `${limits.hostname} answered with more than ${mebibytes} MiB; ask for less, for example by paging or filtering`,
  );
}
