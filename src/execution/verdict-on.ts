import { decide, type Verdict } from "../policy/index.ts";
import type { DecidingDeps, Performance } from "./performance.ts";
import { proposedCall } from "./proposed-call.ts";

/** What the policy says about a call, by the rules that the workspace had at `version`. */
export async function verdictOn(
  deps: DecidingDeps,
  performance: Omit<Performance, "id" | "catalogueVersion">,
  version: number,
): Promise<Verdict> {
  const book = await deps.ruleBooks.at(performance.context.workspaceId, version);
  return decide(proposedCall(performance), book, deps.clock());
}
