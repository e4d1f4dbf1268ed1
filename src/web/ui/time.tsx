const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `at` seen from `now`, in words: `just now`, `7 minutes ago`, `in 3 days`. */
export function relativeTime(at: Date, now: Date): string {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const difference = at.getTime() - now.getTime();
  const size = Math.abs(difference);
  if (size < 45_000) return "just now";
  if (size < 55 * MINUTE) return words.format(Math.round(difference / MINUTE), "minute");
  if (size < 22 * HOUR) return words.format(Math.round(difference / HOUR), "hour");
  return words.format(Math.round(difference / DAY), "day");
}

/** An instant in words, with the exact one (UTC) on hover; `otherwise` where there is none. */
export function Time({
  at,
  now,
  otherwise = "never",
}: {
  at: Date | undefined;
  now: Date;
  otherwise?: string;
}) {
  if (!at) return <span>{otherwise}</span>;
  return (
    <time datetime={at.toISOString()} title={at.toUTCString()}>
      {relativeTime(at, now)}
    </time>
  );
}

/** How long something took: `84 ms`, `2.4 s`, `3 min 5 s`. */
export function durationInWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
