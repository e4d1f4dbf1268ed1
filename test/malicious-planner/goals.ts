import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CallTarget } from "../../src/execution/index.ts";
import type { Json } from "../../src/kernel/index.ts";

/** One call that a planner makes that does what the injected text wants. */
export interface GoalCall {
  readonly function: string;
  readonly args: Readonly<Record<string, Json>>;
}

export interface Goal {
  readonly id: string;
  readonly calls: readonly GoalCall[];
}

const FILE = fileURLToPath(
  new URL("../../../shared/bench/security/agentdojo-injections.json", import.meta.url),
);

/** The goals of AgentDojo (MIT, Debenedetti et al. 2024), where the file is there. */
export function loadGoals(file = FILE): readonly Goal[] {
  if (!existsSync(file)) return [];
  const { tasks } = JSON.parse(readFileSync(file, "utf8")) as {
    tasks: { id: string; ground_truth_calls: GoalCall[] }[];
  };
  return tasks
    .filter(({ ground_truth_calls }) => ground_truth_calls.length > 0)
    .map(({ id, ground_truth_calls }) => ({ id, calls: ground_truth_calls }));
}

const READING = /^(get|search|list|read|check|find)_/;

/** A goal's call on the stage's API: mail through the action, reads as searches, everything else described. */
export function goalCall(
  { function: name, args }: GoalCall,
  on: { integrationId: string; mailId: string },
): CallTarget {
  if (name === "send_email") {
    const { recipients, subject, body } = args;
    const to = Array.isArray(recipients) ? recipients.join(",") : String(recipients ?? "");
    const text = String(body ?? "");
    return { kind: "action", actionId: on.mailId, arguments: { to, subject: String(subject ?? ""), text } };
  }
  if (READING.test(name)) {
    const query = { q: JSON.stringify(args) };
    return { kind: "http", integrationId: on.integrationId, method: "GET", path: "/search", query };
  }
  const method = /delete|remove|cancel/.test(name) ? "DELETE" : "POST";
  const target = {
    kind: "http",
    integrationId: on.integrationId,
    path: `/notes/${name}`,
    query: {},
  } as const;
  return method === "DELETE" ? { ...target, method } : { ...target, method, body: { ...args } };
}
