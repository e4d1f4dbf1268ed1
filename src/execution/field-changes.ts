import type { FieldChange } from "../approvals/index.ts";
import { canonicalJson, isJsonObject, type Json, shortened } from "../kernel/index.ts";

/** More than this is not read by anybody; the dashboard's link to the record's read is. */
const MOST_CHANGES = 20;
const MOST_TEXT = 160;

/**
 * What a request would change about the record that was read. The rule, by method:
 *
 * - PATCH: every member of the body that differs from the record's, deep into objects.
 * - PUT: the same, and members of the record that the body leaves out go away.
 * - DELETE: the whole record goes away: its plain members.
 *
 * A member that the body names and the record does not have is new. Lists are compared as a whole.
 */
export function changesOf(method: string, record: Json, body: Json | undefined): readonly FieldChange[] {
  if (!isJsonObject(record)) return [];
  if (method === "DELETE") return goneFrom(record);
  if (!isJsonObject(body)) return [];
  return between(record, body, method === "PUT").slice(0, MOST_CHANGES);
}

/** How a record differs from how it was. */
export function differences(before: Json, now: Json): readonly FieldChange[] {
  if (!isJsonObject(before) || !isJsonObject(now)) {
    return canonicalJson(before) === canonicalJson(now)
      ? []
      : [{ path: "", before: shown(before), after: shown(now) }];
  }
  return between(before, now, true).slice(0, MOST_CHANGES);
}

function goneFrom(record: { [key: string]: Json }): FieldChange[] {
  return Object.entries(record)
    .filter(([, value]) => value === null || typeof value !== "object")
    .slice(0, MOST_CHANGES)
    .map(([path, value]) => ({ path, before: shown(value) }));
}

function between(
  record: { [key: string]: Json },
  body: { [key: string]: Json },
  isWhole: boolean,
  path = "",
): FieldChange[] {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const changed = Object.entries(body).flatMap(([name, after]): FieldChange[] => {
    const before = Object.hasOwn(record, name) ? record[name] : undefined;
    if (before === undefined) return [{ path: at(name), after: shown(after) }];
    if (isJsonObject(before) && isJsonObject(after)) return between(before, after, isWhole, at(name));
    if (canonicalJson(before) === canonicalJson(after)) return [];
    return [{ path: at(name), before: shown(before), after: shown(after) }];
  });
  const gone = isWhole ? Object.entries(record).filter(([name]) => !Object.hasOwn(body, name)) : [];
  return [...changed, ...gone.map(([name, before]) => ({ path: at(name), before: shown(before) }))];
}

function shown(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return shortened(text, MOST_TEXT);
}
