/** Sends a call to a tool of an MCP server, and understands what came back as any other answer. */
import { callTool } from "../integrations/index.ts";
import { type Json, shortened, storableJson, storableText } from "../kernel/index.ts";
import { neededScopes, type ToolAnswer } from "../mcp/index.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import type { PreparedRequest } from "./prepared-request.ts";
import { readAnswer, type Understood, wantsScopes } from "./read-answer.ts";
import type { Sent } from "./send-patiently.ts";
import { limitsOf, type Mark, toldUnsigned } from "./sending.ts";

/** The tool answered, whatever it said: what came of the call is known. */
const ANSWERED = 200;
const LONGEST_QUOTE = 300;

export async function sendToTool(
  deps: ExecutionDeps,
  { integration, call, signal }: Performance,
  { request, mark }: { request: PreparedRequest; mark: Mark },
): Promise<Sent> {
  const { tool } = call;
  if (!tool) {
    const message = `${integration.name} is an MCP server: only its tools can be called. Nothing was sent`;
    return { understood: { ok: false, code: "execution.no_tool", message }, headers: {} };
  }
  const answer = await callTool(deps, integration, {
    tool,
    body: request.body,
    isRead: call.effect === "read",
    limits: limitsOf(deps),
    ...(signal ? { signal } : {}),
  });
  if (answer.kind !== "changed") mark.mayHaveBeenSent ||= answer.kind !== "failed" || answer.mayHaveBeenSent;
  return { understood: understand(deps, answer, { integration, title: call.title }), headers: {} };
}

interface Reader {
  readonly integration: Performance["integration"];
  readonly title: string;
}

function understand(deps: ExecutionDeps, answer: ToolAnswer, { integration, title }: Reader): Understood {
  const { name } = integration;
  const cardUrl = deps.cardUrl(integration.id);
  switch (answer.kind) {
    case "result": {
      const body = JSON.parse(deps.scrub(storableJson(answer.body))) as Json;
      return { ok: true, status: ANSWERED, body, bytes: answer.bytes };
    }
    case "tool_error": {
      const said = quoted(deps.scrub(answer.message));
      const message = `${title} of ${name} failed${said ? `: “${said}”` : ""}. The tool said so itself; see ${cardUrl}`;
      return { ok: false, code: "execution.tool_error", status: ANSWERED, message };
    }
    case "changed": {
      const message = `${name} defines ${title} differently than when an admin looked at it, or offers it no more, so nothing was sent and it is off now. An admin can look at the difference: ${cardUrl}/tools`;
      return { ok: false, code: "execution.tool_changed", message };
    }
    case "failed":
      return failed(deps, answer, { name, cardUrl });
  }
}

function failed(
  deps: ExecutionDeps,
  { failure }: Extract<ToolAnswer, { kind: "failed" }>,
  { name, cardUrl }: { name: string; cardUrl: string },
): Understood {
  const reader = { integration: { name }, cardUrl, now: deps.clock() };
  switch (failure.kind) {
    case "unsigned":
      return toldUnsigned(failure.refusal, { name, cardUrl });
    case "http": {
      const scopes = neededScopes(failure);
      if (scopes) return { ok: false, status: failure.status, ...wantsScopes(scopes, { name, cardUrl }) };
      const body = Buffer.from(deps.scrub(failure.body.toString("utf8")));
      return readAnswer({ ...failure, body, ok: true, url: "", durationMs: 0 }, reader);
    }
    case "no_answer":
      return readAnswer({ ...failure, ok: false, requestMayHaveBeenSent: true, durationMs: 0 }, reader);
    case "refused": {
      const message = `${name}: ${quoted(deps.scrub(failure.message))}. See ${cardUrl}`;
      return { ok: false, code: "execution.tool_refused", status: ANSWERED, message };
    }
    case "garbled":
      return { ok: false, code: "execution.not_mcp", message: `${name}: ${failure.message}. See ${cardUrl}` };
  }
}

function quoted(text: string): string {
  return shortened(storableText(text).replace(/\s+/g, " ").trim(), LONGEST_QUOTE);
}
