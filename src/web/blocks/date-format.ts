const DATE_WORDS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/**
 * Slack's date format (`{date_short} at {time}`) in a time zone, or in UTC, which it then says; empty for an impossible date.
 *
 * The `_pretty` forms ("yesterday") are written out: on a page that stays open they would become untrue.
 * Source: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function formatSlackDate({ at, format }: { at: Date; format: string }, timeZone?: string): string {
  if (Number.isNaN(at.getTime())) return "";
  if (!/\{[a-z_]+\}/.test(format)) return "";
  const hasTime = /\{time/.test(format);
  const text = format.replace(
    /\{([a-z_]+)\}/g,
    (whole, word: string) => formatWord(at, word, timeZone) ?? whole,
  );
  return hasTime && timeZone === undefined ? `${text} UTC` : text;
}

function formatWord(at: Date, word: string, timeZone = "UTC"): string | undefined {
  const plain = word.replace(/_pretty$/, "");
  // Sweden writes its dates as ISO 8601 does.
  if (plain === "date_num") return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(at);
  const options = Object.hasOwn(DATE_WORDS, plain) ? DATE_WORDS[plain] : undefined;
  return options && new Intl.DateTimeFormat("en", { ...options, timeZone }).format(at);
}
