import type { EgressAnswer } from "../egress/index.ts";
import { isJsonObject, type Json, storableText } from "../kernel/index.ts";

const LONGEST_NAME = 120;

/** The JSON of an answer that went well; undefined for any other. */
export function jsonIn(answer: EgressAnswer): Json | undefined {
  if (!answer.ok || answer.status > 299) return undefined;
  try {
    return JSON.parse(answer.body.toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}

/** Whose account an answer tells of: the first of `names`, dotted paths, that is there. */
export function accountIn(body: Json, names: readonly string[]): string | undefined {
  const found = names
    .map((name) => valueAt(body, name))
    .find((value) => (typeof value === "string" && value !== "") || typeof value === "number");
  return found === undefined ? undefined : storableText(String(found)).slice(0, LONGEST_NAME);
}

/** What is at a dotted path of an answer. */
export function valueAt(body: Json, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>(
      (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      body,
    );
}
