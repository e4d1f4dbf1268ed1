import { visibleText } from "../../kernel/index.ts";
import { type Listing, type McpFailure, neededScopes } from "../../mcp/index.ts";
import { judgeProbe, type ProbeResult, refusedProbe } from "../judge-probe.ts";

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What it says about a connection that its server could be looked at. */
export function judgeListing({ server, tools }: Listing): ProbeResult {
  const count = tools.length === 1 ? "one tool" : `${tools.length} tools`;
  return { health: "healthy", note: `${server.name} ${server.version} offers ${count}` };
}

/** What it says that it could not. */
export function judgeFailure(failure: McpFailure): ProbeResult {
  switch (failure.kind) {
    case "unsigned":
      return refusedProbe(failure.refusal);
    case "http":
      return judgeHttp(failure);
    case "no_answer":
    case "garbled":
    case "refused":
      return { health: "failing", note: sentence(visibleText(failure.message)) };
  }
}

function judgeHttp({ status, headers, body }: Extract<McpFailure, { kind: "http" }>): ProbeResult {
  const scopes = neededScopes({ status, headers });
  if (scopes)
    return { health: "failing", note: `It wants more access. Reconnect it with the scopes ${scopes}` };
  const judged = judgeProbe({ ok: true, status, headers, body, url: "", durationMs: 0 });
  if (judged.health !== "healthy") return judged;
  return {
    health: "failing",
    note: `It answered ${status}, so there is no MCP server at this address. Use the address of its Streamable HTTP endpoint, which often ends with /mcp`,
  };
}
