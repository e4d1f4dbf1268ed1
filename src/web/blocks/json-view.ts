import { isJsonObject, type JsonObject } from "../../kernel/index.ts";

/**
 * Reading a block without trusting its shape: a member that is missing or of another type is empty, so that a
 * malformed block looks bare instead of taking the page down.
 */
export function textAt(object: JsonObject, key: string): string {
  const value = own(object, key);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function numberAt(object: JsonObject, key: string): number | undefined {
  const value = own(object, key);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function isTrueAt(object: JsonObject, key: string): boolean {
  return own(object, key) === true;
}

export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isJsonObject(value) ? value : undefined;
}

export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  const value = own(object, key);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function textsAt(object: JsonObject, key: string): readonly string[] {
  const value = own(object, key);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The words of a text object (`plain_text` or `mrkdwn`), or of a bare string. */
export function wordsAt(object: JsonObject, key: string): string {
  const inner = objectAt(object, key);
  return inner ? textAt(inner, "text") : textAt(object, key);
}

function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
