/** Sends one request of a call with its credential, and understands what comes back. */
import { tmpdir } from "node:os";
import type { EgressAnswer } from "../egress/index.ts";
import { expiryIn, noteExpiry, signAndSend } from "../integrations/index.ts";
import { askedDelayMs, isRateLimited } from "./asked-delay.ts";
import { fileAnswer } from "./file-answer.ts";
import { readLarge } from "./large-answer/read-large.ts";
import { slowDownUntil } from "./pace.ts";
import { holdBack } from "./pace-store.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import type { PreparedRequest } from "./prepared-request.ts";
import { readAnswer, type Understood } from "./read-answer.ts";
import type { Sent } from "./send-patiently.ts";
import { sendToTool } from "./send-to-tool.ts";
import { limitsOf, type Mark, toldUnsigned } from "./sending.ts";
import { pacedOf } from "./wait-for-turn.ts";

/** Sends a request once, to an API or to a tool of an MCP server. `mark` is raised when it may have left. */
export async function sendSigned(
  deps: ExecutionDeps,
  performance: Performance,
  { request, mark }: { request: PreparedRequest; mark: Mark },
): Promise<Sent> {
  const { integration, signal } = performance;
  if (integration.kind === "mcp") return sendToTool(deps, performance, { request, mark });
  const { id: integrationId, name } = integration;
  const cardUrl = deps.cardUrl(integrationId);
  // JSON before all else; a file comes as what it is.
  const headers = { accept: "application/json, */*;q=0.5", ...request.headers };
  const sent = await signAndSend(deps, integration, {
    request: { ...request, headers },
    limits: { ...limitsOf(deps), ...(signal ? { signal } : {}) },
  });
  if (!sent.signed) return { understood: toldUnsigned(sent.refusal, { name, cardUrl }), headers: {} };
  const { answer } = sent;
  mark.mayHaveBeenSent ||= answer.ok || answer.requestMayHaveBeenSent;
  if (answer.ok) await heedHeaders(deps, integration, answer);
  const reader = { integration, cardUrl, now: deps.clock(), scrub: deps.scrub };
  const understood = await understand(deps, answer, { ...reader, ...(signal ? { signal } : {}) });
  return { understood, headers: answer.ok ? answer.headers : {} };
}

/** Reads an answer where it is, or goes on reading a large one to disk. A refusal is read as far as it came. */
async function understand(
  deps: ExecutionDeps,
  answer: EgressAnswer,
  reader: Parameters<typeof readAnswer>[1] & { readonly signal?: AbortSignal },
): Promise<Understood> {
  if (!answer.ok || answer.rest === undefined) return readAnswer(answer, reader);
  const { status, rest } = answer;
  if (status < 200 || status > 299) {
    rest.abandon();
    return readAnswer(answer, reader);
  }
  const folder = deps.spoolFolder ?? tmpdir();
  const large = await readLarge({ ...answer, rest }, { ...reader, folder }).catch((error) => {
    if (!reader.signal?.aborted) throw error;
    return { kind: "refused", code: "egress.aborted", message: "The call was cut off" } as const;
  });
  switch (large.kind) {
    case "refused": {
      const { code, message } = large;
      // What the line did is no word of the API's: it may be tried again, and a write may have happened.
      return code.startsWith("egress.") ? { ok: false, code, message } : { ok: false, status, code, message };
    }
    case "file": {
      const { name, type, bytes } = large;
      return { ok: true, status, body: fileAnswer({ name, type, bytes }), bytes, file: large };
    }
    case "records":
      return { ok: true, status, body: large.envelope, bytes: large.bytes, large };
  }
}

/** An API that asks for fewer requests gets fewer, from every replica; when its credential ends is kept. */
async function heedHeaders(
  deps: ExecutionDeps,
  integration: Performance["integration"],
  answer: Extract<EgressAnswer, { ok: true }>,
): Promise<void> {
  const now = deps.clock();
  const expiresAt = expiryIn(answer.headers);
  if (expiresAt) await noteExpiry(deps.db, integration, { expiresAt, now });
  if (answer.status !== 503 && !isRateLimited(answer.status, answer.headers)) return;
  await holdBack(deps.db, pacedOf(integration), slowDownUntil(askedDelayMs(answer, now), now));
}
