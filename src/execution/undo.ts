import { isExactNumeral, isJsonObject, type Json } from "../kernel/index.ts";
import type { CallTarget } from "./call-target.ts";

/** A write that came to pass, and the record as it was before. */
export interface Done {
  readonly method: string;
  readonly target: CallTarget;
  readonly body: Json | undefined;
  readonly before: Json;
}

/**
 * The call that takes a PATCH or PUT back: the same one with the values from before. Undefined where it is not
 * obvious: another method, a body that is no object, a member that the record did not have before, which cannot be
 * taken away by setting it, or a number with more digits than one keeps.
 */
export function undoOf({ method, target, body, before }: Done): CallTarget | undefined {
  if (method !== "PATCH" && method !== "PUT") return undefined;
  if (!isJsonObject(before) || !isJsonObject(body)) return undefined;
  const names = Object.keys(body);
  if (names.length === 0 || !names.every((name) => Object.hasOwn(before, name))) return undefined;
  if (names.some((name) => isLost(before[name], body[name]))) return undefined;
  const earlier = Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
  if (target.kind === "http") return { ...target, body: earlier };
  const given = target.arguments as Json;
  if (!isJsonObject(given)) return undefined;
  const isSame = names.every((name) => JSON.stringify(given[name]) === JSON.stringify(body[name]));
  return isSame ? { ...target, arguments: { ...given, ...earlier } } : undefined;
}

/** Whether the value from before was a number that was kept as the text of its digits. */
function isLost(before: Json | undefined, now: Json | undefined): boolean {
  if (typeof before !== "string" || typeof now === "string") return false;
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(before) && !isExactNumeral(before);
}
