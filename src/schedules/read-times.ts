/** Times in words, as a cron expression. */
export interface ReadTimes {
  /** What stood in the text. */
  readonly phrase: string;
  readonly cron: string;
  /** The same in plain words, which can be read again. */
  readonly words: string;
}

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const DAY = `(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?s?`;
const TIME = String.raw`(?:\s*(?:,|at)?\s*(?:at\s+)?(\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?|noon|midnight)(?:\s*o'?clock)?(?![\w:.]*\d))`;

const CRON = /\bcron[:\s]+["“`']?((?:[\d*/,\-LW#?]+\s+){4}[\d*/,\-LW#?A-Z]+)["”`']?/i;
const EVERY_SO_MANY = /\bevery\s+(\d{1,2})\s*(minutes?|mins?|hours?)\b/i;
const HOURLY = /\b(?:every\s+hour|hourly)\b(?:\s+at\s+(?:minute\s+)?:?(\d{1,2}))?/i;
const DAILY = new RegExp(String.raw`\b(?:every\s+day|each\s+day|daily|every\s+morning)\b${TIME}?`, "i");
const WEEKDAYS = new RegExp(
  String.raw`\b(?:every\s+|each\s+|on\s+)?(?:weekdays?|work(?:ing)?\s*days?)\b${TIME}?`,
  "i",
);
const WEEKENDS = new RegExp(String.raw`\b(?:every|on)\s+weekends?\b${TIME}?`, "i");
const ON_DAYS = new RegExp(
  String.raw`\b(?:every|each|on|weekly\s+on|every\s+week\s+on)\s+(${DAY}(?:\s*(?:,|and|&)\s*${DAY})*)\b${TIME}?`,
  "i",
);
const MONTHLY =
  /\b(?:(?:on\s+)?the\s+(\d{1,2})(?:st|nd|rd|th)?\s+of\s+(?:every|each)\s+month|(?:every|each)\s+month\s+on\s+the\s+(\d{1,2})(?:st|nd|rd|th)?|monthly\s+on\s+the\s+(\d{1,2})(?:st|nd|rd|th)?)\b/i;

const NINE = { hour: 9, minute: 0 };

/**
 * Finds times in a text: cron syntax after the word “cron”, or “every weekday at 9”, “every 15 minutes”, “hourly”, “daily
 * at 9:30 pm”, “every Monday and Thursday at noon”, “on the 1st of every month at 8”. Without a time of day it is nine.
 */
export function readTimes(text: string): ReadTimes | undefined {
  const read = readCron(text) ?? readInterval(text) ?? readMonthly(text) ?? readDays(text);
  if (!read) return undefined;
  const phrase = read.phrase.trim();
  // “daily-count” is a name, and no time.
  const next = text[text.indexOf(phrase) + phrase.length] ?? "";
  return /[\w-]/.test(next) ? undefined : { ...read, phrase };
}

function readCron(text: string): ReadTimes | undefined {
  const match = CRON.exec(text);
  return match?.[1]
    ? { phrase: match[0], cron: match[1].trim(), words: `cron ${match[1].trim()}` }
    : undefined;
}

function readInterval(text: string): ReadTimes | undefined {
  const every = EVERY_SO_MANY.exec(text);
  if (every?.[1] && every[2]) {
    const [count, isHours] = [Number(every[1]), /^h/i.test(every[2])];
    // Only what divides the hour or the day comes up evenly.
    if (count < 1 || (isHours ? 24 : 60) % count !== 0) return undefined;
    const cron = isHours ? `0 */${count} * * *` : `*/${count} * * * *`;
    return { phrase: every[0], cron, words: `every ${count} ${isHours ? "hours" : "minutes"}` };
  }
  const hourly = HOURLY.exec(text);
  if (!hourly) return undefined;
  const minute = Number(hourly[1] ?? 0);
  return minute < 60
    ? {
        phrase: hourly[0],
        cron: `${minute} * * * *`,
        words: minute === 0 ? "every hour" : `every hour at minute ${minute}`,
      }
    : undefined;
}

function readMonthly(text: string): ReadTimes | undefined {
  const match = MONTHLY.exec(text);
  const day = Number(match?.[1] ?? match?.[2] ?? match?.[3]);
  if (!match || !(day >= 1 && day <= 31)) return undefined;
  const rest = text.slice(match.index + match[0].length);
  const at = new RegExp(`^${TIME}`, "i").exec(rest);
  const time = timeOf(at?.[1]);
  if (!time) return undefined;
  const cron = `${time.minute} ${time.hour} ${day} * *`;
  return {
    phrase: match[0] + (at?.[0] ?? ""),
    cron,
    words: `on the ${ordinal(day)} of every month at ${clock(time)}`,
  };
}

function readDays(text: string): ReadTimes | undefined {
  for (const [pattern, days, words] of [
    [WEEKDAYS, "1-5", "every weekday"],
    [WEEKENDS, "0,6", "every weekend"],
    [DAILY, "*", "every day"],
  ] as const) {
    const match = pattern.exec(text);
    const time = match && timeOf(match[1]);
    if (match && time)
      return { phrase: match[0], cron: cronOf(time, days), words: `${words} at ${clock(time)}` };
  }
  const match = ON_DAYS.exec(text);
  const time = match && timeOf(match[2]);
  if (!match?.[1] || !time) return undefined;
  const numbers = [...match[1].matchAll(new RegExp(DAY, "gi"))].map(([name]) => dayNumber(name));
  const names = numbers.map((number) => capital(DAYS[number] ?? ""));
  return {
    phrase: match[0],
    cron: cronOf(time, [...new Set(numbers)].sort().join(",")),
    words: `every ${names.join(" and ")} at ${clock(time)}`,
  };
}

const cronOf = ({ hour, minute }: Time, days: string) => `${minute} ${hour} * * ${days}`;
const dayNumber = (name: string) => DAYS.findIndex((day) => day.startsWith(name.toLowerCase().slice(0, 3)));
const SUFFIXES: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };
const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const ordinal = (day: number) => `${day}${SUFFIXES[ORDINALS.select(day)] ?? "th"}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const clock = ({ hour, minute }: Time) =>
  `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;

interface Time {
  readonly hour: number;
  readonly minute: number;
}

/** `9`, `9:30 pm`, `17.45`, `noon`; nine where nothing is said, undefined for what is no time of day. */
function timeOf(text: string | undefined): Time | undefined {
  if (text === undefined) return NINE;
  if (/^noon$/i.test(text)) return { hour: 12, minute: 0 };
  if (/^midnight$/i.test(text)) return { hour: 0, minute: 0 };
  const match = /^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$/i.exec(text.trim());
  if (!match) return undefined;
  const half = match[3]?.toLowerCase();
  const [given, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  const hour = half ? (given % 12) + (half === "pm" ? 12 : 0) : given;
  return hour < 24 && minute < 60 && !(half && (given < 1 || given > 12)) ? { hour, minute } : undefined;
}
