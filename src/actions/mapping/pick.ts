import { isJsonObject, type Json } from "../../kernel/index.ts";
import type { Step } from "./parse-path.ts";

/**
 * What stands at a path, or `null` where nothing does. Never throws. A path with `[*]` gives the list of everything it
 * finds, in order and flat, with `null` for an element that lacks the rest; `[*]` of what is no list finds nothing.
 *
 * Every place of `value` is visited at most once and nothing is copied, so time and memory grow with the size of
 * `value` and not faster, whatever the path.
 */
export function pick(value: Json, steps: readonly Step[]): Json {
  let found: readonly (Json | undefined)[] = [value];
  for (const step of steps) found = found.flatMap((here) => stepInto(here, step));
  return steps.some(({ kind }) => kind === "each") ? found.map(orNull) : orNull(found[0]);
}

const orNull = (value: Json | undefined): Json => value ?? null;

function stepInto(here: Json | undefined, step: Step): (Json | undefined)[] {
  switch (step.kind) {
    case "member":
      return [isJsonObject(here) && Object.hasOwn(here, step.name) ? here[step.name] : undefined];
    case "element":
      return [Array.isArray(here) ? here.at(step.index) : undefined];
    case "each":
      return Array.isArray(here) ? here : [];
  }
}
