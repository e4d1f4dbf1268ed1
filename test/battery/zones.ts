/** Wall clocks by `Intl` alone. */

interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export interface Span {
  readonly start: Date;
  readonly end: Date;
}

function wallOf(at: Date, zone: string): Wall {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    ...({ year: "numeric", month: "numeric", day: "numeric" } as const),
    ...({ hour: "numeric", minute: "numeric", second: "numeric" } as const),
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
}

const asUtc = (wall: Wall) =>
  Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);

/** The instant at which clocks of a zone show this; parts may be out of their range, as those of `Date.UTC`. */
function instantOf(wall: Wall, zone: string): Date {
  let guess = asUtc(wall);
  for (let round = 0; round < 3; round++) guess += asUtc(wall) - asUtc(wallOf(new Date(guess), zone));
  return new Date(guess);
}

const midnight = (wall: Wall): Wall => ({ ...wall, hour: 0, minute: 0, second: 0 });
const plusDays = (wall: Wall, days: number): Wall => ({ ...wall, day: wall.day + days });

/** The phrases of the battery and what they mean at `now` in a zone. */
export const PHRASES: Readonly<Record<string, (now: Date, zone: string) => Span>> = {
  yesterday: (now, zone) => {
    const today = midnight(wallOf(now, zone));
    return { start: instantOf(plusDays(today, -1), zone), end: instantOf(today, zone) };
  },
  today: (now, zone) => ({ start: instantOf(midnight(wallOf(now, zone)), zone), end: now }),
  "the last 24 hours": (now) => ({ start: new Date(now.getTime() - 24 * 3_600_000), end: now }),
  "the last 3 days": (now, zone) => ({ start: instantOf(plusDays(wallOf(now, zone), -3), zone), end: now }),
  "the last 7 days": (now, zone) => ({ start: instantOf(plusDays(wallOf(now, zone), -7), zone), end: now }),
  "last week": (now, zone) => {
    const today = midnight(wallOf(now, zone));
    const weekday = (new Date(asUtc(today)).getUTCDay() + 6) % 7;
    const monday = plusDays(today, -weekday);
    return { start: instantOf(plusDays(monday, -7), zone), end: instantOf(monday, zone) };
  },
  "this month": (now, zone) => ({
    start: instantOf({ ...midnight(wallOf(now, zone)), day: 1 }, zone),
    end: now,
  }),
  "last month": (now, zone) => {
    const first = { ...midnight(wallOf(now, zone)), day: 1 };
    return { start: instantOf({ ...first, month: first.month - 1 }, zone), end: instantOf(first, zone) };
  },
};

/** `2026-03-29`, the day on the calendars of a zone. */
export function dayOf(at: Date, zone: string): string {
  const { year, month, day } = wallOf(at, zone);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

export const isWithin = (text: string, { start, end }: Span) => {
  const at = Date.parse(text);
  return at >= start.getTime() && at < end.getTime();
};
