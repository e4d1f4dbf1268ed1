import { countOf } from "../../kernel/index.ts";

/** When people are told that a credential ends, and in which words. */

const DAY_MS = 86_400_000;
const LONGEST_WARNING_MS = 14 * DAY_MS;

/**
 * The instant from which on a credential counts as expiring: two weeks before its end, or at half of its life where that is
 * shorter, so that one that lasts a day is not expiring from its beginning.
 */
export function warnedFrom(expiresAt: Date, since: Date | undefined): Date {
  const lifeMs = since ? Math.max(0, expiresAt.getTime() - since.getTime()) : LONGEST_WARNING_MS * 2;
  return new Date(expiresAt.getTime() - Math.min(LONGEST_WARNING_MS, lifeMs / 2));
}

/** `ends in 6 days, on 2026-12-01 08:00 UTC`, or that it should have ended. */
export function expiryInWords(expiresAt: Date, now: Date): string {
  const at = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const leftMs = expiresAt.getTime() - now.getTime();
  if (leftMs <= 0) return `should have ended on ${at}`;
  const [count, unit] =
    leftMs >= 2 * DAY_MS
      ? [Math.floor(leftMs / DAY_MS), "day"]
      : leftMs >= 2 * 3_600_000
        ? [Math.floor(leftMs / 3_600_000), "hour"]
        : [Math.max(1, Math.floor(leftMs / 60_000)), "minute"];
  return `ends in ${countOf(count, unit)}, on ${at}`;
}

/** Of several accounts of when a credential ends: an admin's own, else the earliest. */
export function earliest(
  byAdmin: Date | null | undefined,
  ...told: readonly (Date | undefined)[]
): Date | undefined {
  if (byAdmin) return byAdmin;
  const known = told.filter((at) => at !== undefined);
  return known.sort((a, b) => a.getTime() - b.getTime())[0];
}
