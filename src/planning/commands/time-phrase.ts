import { Temporal } from "temporal-polyfill";

/** A span of time that somebody named, from `start` up to but not including `end`. */
export interface TimeWindow {
  /** The words as they were written. */
  readonly phrase: string;
  readonly start: Date;
  readonly end: Date;
  /** The days of it where the person is, `2026-03-17` up to but not including `2026-03-18`. */
  readonly days: { readonly from: string; readonly until: string };
}

type Zoned = Temporal.ZonedDateTime;
type Span = readonly [start: Zoned, end: Zoned];

const UNITS = ["minute", "hour", "day", "week", "month", "year"] as const;
type Unit = (typeof UNITS)[number];
const CALENDAR_UNITS = new Set<string>(["day", "week", "month", "year", "quarter"]);

function floor(at: Zoned, unit: string): Zoned {
  const day = at.startOfDay();
  if (unit === "week") return day.subtract({ days: day.dayOfWeek - 1 });
  if (unit === "month") return day.with({ day: 1 });
  if (unit === "quarter") return day.with({ month: Math.floor((day.month - 1) / 3) * 3 + 1, day: 1 });
  if (unit === "year") return day.with({ month: 1, day: 1 });
  return day;
}

function durationOf(unit: string, count: number): Temporal.DurationLike {
  return unit === "quarter" ? { months: 3 * count } : { [`${unit}s`]: count };
}

function rolling(now: Zoned, count: number, unit: Unit): Span {
  return [now.subtract(durationOf(unit, count)), now];
}

function calendar(now: Zoned, unit: string, back: number): Span {
  const start = floor(now, unit).subtract(durationOf(unit, back));
  return [start, start.add(durationOf(unit, 1))];
}

interface Rule {
  readonly pattern: RegExp;
  resolve(match: RegExpExecArray, now: Zoned): Span | undefined;
}

const DATE = String.raw`(\d{4}-\d{2}-\d{2})`;

function dayOf(text: string | undefined, now: Zoned): Zoned | undefined {
  try {
    return text ? Temporal.PlainDate.from(text).toZonedDateTime(now.timeZoneId) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The phrases, first match wins. Counted spans ("the last 24 hours", "past 3 days") reach back from now; named
 * ones ("yesterday", "last week", "this month") are whole calendar units in the person's time zone, weeks from
 * Monday (ISO 8601); those that have not ended yet end now.
 */
const RULES: readonly Rule[] = [
  {
    pattern: new RegExp(String.raw`\b(?:between|from)\s+${DATE}\s+(?:and|to|until)\s+${DATE}`, "i"),
    resolve: (match, now) => {
      const [start, last] = [dayOf(match[1], now), dayOf(match[2], now)];
      return start && last ? [start, last.add({ days: 1 })] : undefined;
    },
  },
  {
    pattern: new RegExp(String.raw`\bsince\s+${DATE}`, "i"),
    resolve: (match, now) => {
      const start = dayOf(match[1], now);
      return start && [start, now];
    },
  },
  {
    pattern: new RegExp(String.raw`\b(?:on|of|for)\s+${DATE}`, "i"),
    resolve: (match, now) => {
      const start = dayOf(match[1], now);
      return start && [start, start.add({ days: 1 })];
    },
  },
  {
    pattern: /\b(?:the\s+)?(?:last|past|previous)\s+(\d{1,4})\s+(minute|hour|day|week|month|year)s?\b/i,
    resolve: (match, now) => rolling(now, Number(match[1]), unitOf(match[2])),
  },
  {
    pattern: /\b(?:the\s+)?(?:last|past)\s+(hour|minute)\b/i,
    resolve: (match, now) => rolling(now, 1, unitOf(match[1])),
  },
  {
    pattern: /\bsince\s+yesterday\b/i,
    resolve: (_, now) => [now.startOfDay().subtract({ days: 1 }), now],
  },
  { pattern: /\byesterday(?:['’]s)?\b/i, resolve: (_, now) => calendar(now, "day", 1) },
  { pattern: /\b(?:today(?:['’]s)?|this\s+day)\b/i, resolve: (_, now) => [now.startOfDay(), now] },
  {
    pattern: /\b(last|previous|this)\s+(week|month|quarter|year)(?:['’]s)?\b/i,
    resolve: (match, now) => {
      const unit = (match[2] ?? "week").toLowerCase();
      if (match[1]?.toLowerCase() === "this") return [floor(now, unit), now];
      return CALENDAR_UNITS.has(unit) ? calendar(now, unit, 1) : undefined;
    },
  },
];

function unitOf(word: string | undefined): Unit {
  return UNITS.find((unit) => unit === word?.toLowerCase()) ?? "day";
}

/** The first time phrase in `text`, resolved in an IANA time zone, or undefined when there is none. */
export function findTimePhrase(text: string, now: Date, timeZone: string): TimeWindow | undefined {
  for (const rule of RULES) {
    const match = rule.pattern.exec(text);
    if (!match) continue;
    const span = rule.resolve(match, zonedAt(now, timeZone));
    if (!span) continue;
    return {
      phrase: match[0],
      start: new Date(span[0].epochMilliseconds),
      end: new Date(span[1].epochMilliseconds),
      days: { from: span[0].toPlainDate().toString(), until: dayAfter(span[1]).toString() },
    };
  }
  return undefined;
}

function zonedAt(at: Date, timeZone: string): Zoned {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

/** The day at which a span ends, or the one after where it ends in the middle of a day. */
function dayAfter(end: Zoned): Temporal.PlainDate {
  const isWhole = end.equals(end.startOfDay());
  return isWhole ? end.toPlainDate() : end.toPlainDate().add({ days: 1 });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `20 Nov 2026, 06:16`. */
export function moment(at: Date, timeZone: string): string {
  const zoned = zonedAt(at, timeZone);
  const time = [zoned.hour, zoned.minute].map((part) => String(part).padStart(2, "0")).join(":");
  return `${zoned.day} ${MONTHS[zoned.month - 1]} ${zoned.year}, ${time}`;
}

/** The window in words with both ends in the person's zone, for a receipt. */
export function describeWindow(window: TimeWindow, timeZone: string): string {
  const [start, end] = [moment(window.start, timeZone), moment(window.end, timeZone)];
  return `${window.phrase.toLowerCase()} = ${start} to ${end}, ${timeZone}`;
}

const WRITTEN_TIME =
  /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?/gi;
const WRITTEN_EPOCH = /(?<![\d.-])(?:\d{10}|\d{13})(?![\d.])/g;
/** A statement that goes by its own clock tells nothing of the span. */
const OWN_CLOCK = /\b(?:now|today)\s*\(|\bcurrent_(?:date|time|timestamp)\b/i;

/** The times that stand in texts, as they are written there. */
export function timesIn(texts: readonly string[]): string[] {
  const written = texts.join("\n");
  return [...new Set([...(written.match(WRITTEN_TIME) ?? []), ...(written.match(WRITTEN_EPOCH) ?? [])])];
}

/**
 * What a phrase was resolved to in fact, for a receipt: told only of the times that stand in what was called and computed,
 * and where none does, of those that the data had been read with `before`. Where these are others, they are told instead;
 * where there are none, that. Undefined when a statement goes by its own clock.
 */
export function describeUse(
  window: TimeWindow,
  { used, before = [], timeZone }: { used: readonly string[]; before?: readonly string[]; timeZone: string },
): string | undefined {
  const written = used.join("\n");
  const own = timesIn(used);
  const times = own.length > 0 || OWN_CLOCK.test(written) ? own : timesIn(before);
  const instants = [...new Set(times.flatMap((time) => instantOf(time, timeZone) ?? []))].sort(
    (a, b) => a - b,
  );
  const [start, end] = [window.start.getTime(), window.end.getTime()];
  if (instants[0] === start || (instants.includes(start) && instants.includes(end)))
    return describeWindow(window, timeZone);
  const phrase = window.phrase.toLowerCase();
  if (OWN_CLOCK.test(written)) return undefined;
  const others = instants.map((at) => moment(new Date(at), timeZone));
  if (others.length === 0) return `no time was sent for “${phrase}”`;
  const span = [...new Set([others[0], others.at(-1)])].join(" to ");
  return `“${phrase}” was taken for ${span}, ${timeZone}`;
}

function instantOf(written: string, timeZone: string): number | undefined {
  if (/^\d+$/.test(written)) return Number(written) * (written.length === 10 ? 1000 : 1);
  try {
    const hasOffset = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(written.slice(10));
    if (hasOffset) return Temporal.Instant.from(written).epochMilliseconds;
    return Temporal.PlainDateTime.from(written).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return undefined;
  }
}
