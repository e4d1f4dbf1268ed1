import type { Action } from "../actions/index.ts";
import { isJsonObject } from "../kernel/index.ts";
import type { CallStep } from "./workflow.ts";

/** Tells `fault` of arguments that an action does not take, and of those that it needs and is not given. */
export function faultsOfArguments(
  step: CallStep,
  { inputSchema }: Action,
  fault: (message: string) => void,
): void {
  const properties = isJsonObject(inputSchema["properties"]) ? Object.keys(inputSchema["properties"]) : [];
  const required = Array.isArray(inputSchema["required"]) ? inputSchema["required"].map(String) : [];
  const unknown = Object.keys(step.with).filter((name) => !properties.includes(name));
  const missing = required.filter((name) => step.with[name] === undefined);
  if (unknown.length > 0)
    fault(`it takes no ${unknown.join(", ")}; it takes ${properties.join(", ") || "nothing"}`);
  if (missing.length > 0) fault(`it needs ${missing.join(", ")}`);
}
