import { isJsonObject, type JsonObject } from "../kernel/index.ts";
import type { Action } from "./action.ts";
import { propertiesOf, requiredOf } from "./arguments/schema-types.ts";

/** One thing that an action takes. */
export interface ActionInput {
  readonly name: string;
  /** Empty where its schema says nothing. */
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

/** Whether an action gives a list of records to whoever calls it with nothing. */
export function listsWithoutInputs(
  action: Pick<Action, "inputSchema" | "effect" | "paging" | "results">,
): boolean {
  const { effect, paging, results } = action;
  const isList = paging !== undefined || results?.recordsAt !== undefined;
  return effect === "read" && isList && !inputsOf(action).some(({ isRequired }) => isRequired);
}

/** What an action takes, in the order of its schema. */
export function inputsOf({ inputSchema }: Pick<Action, "inputSchema">): ActionInput[] {
  const required = requiredOf(inputSchema);
  return Object.entries(propertiesOf(inputSchema)).map(([name, schema]) => ({
    name,
    schema: isJsonObject(schema) ? schema : {},
    isRequired: required.has(name),
  }));
}
