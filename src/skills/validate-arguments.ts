import { type Action, inputsOf } from "../actions/index.ts";
import type { CallStep } from "./workflow.ts";

/** Tells `fault` of arguments that an action does not take, and of those that it needs and is not given. */
export function faultsOfArguments(step: CallStep, action: Action, fault: (message: string) => void): void {
  const inputs = inputsOf(action);
  const names = inputs.map(({ name }) => name);
  const unknown = Object.keys(step.with).filter((name) => !names.includes(name));
  const missing = inputs.filter(({ name, isRequired }) => isRequired && step.with[name] === undefined);
  if (unknown.length > 0)
    fault(`it takes no ${unknown.join(", ")}; it takes ${names.join(", ") || "nothing"}`);
  if (missing.length > 0) fault(`it needs ${missing.map(({ name }) => name).join(", ")}`);
}
