/** How times that were left out are told, each with a button that runs the schedule now. */
import { localTime } from "./describe-schedule.ts";
import { type Notice, noticeFor, runNow } from "./notices.ts";
import type { Schedule } from "./schedules-store.ts";

const named = ({ number, request }: Schedule) => `Schedule ${number} (\`${request}\`)`;
const keyOf = ({ id }: Schedule, fireAt: Date) => `${id}.${fireAt.getTime()}`;

/** Nobody could run it then. */
export function missedNotice(schedule: Schedule, times: readonly Date[]): Notice {
  const last = times.at(-1) ?? new Date(0);
  const more = times.length > 1 ? ` and ${times.length - 1} times before it` : "";
  const text = `⏭ ${named(schedule)} was left out at ${localTime(last, schedule.timeZone)}${more}: Chief was not running then.`;
  return noticeFor(schedule, { text, choices: [runNow(schedule)], key: `${keyOf(schedule, last)}.missed` });
}

/** The time before is not done yet; that one's thread is told. */
export function overlapNotice(schedule: Schedule, fireAt: Date, threadTs: string): Notice {
  const text = `⏭ The next time of schedule ${schedule.number} was left out, because this one is not done yet. When it is, you can run the one that was left out.`;
  const key = `${keyOf(schedule, fireAt)}.overlap`;
  return noticeFor(schedule, { text, choices: [runNow(schedule)], key, threadTs });
}

/** What it needs does not work, and the schedule goes on with its next time. */
export function brokenNotice(schedule: Schedule, fireAt: Date, why: string): Notice {
  const text = `⏭ ${named(schedule)} was left out at ${localTime(fireAt, schedule.timeZone)}: ${why}.`;
  return noticeFor(schedule, { text, choices: [runNow(schedule)], key: `${keyOf(schedule, fireAt)}.broken` });
}

/** Nobody answered what it asked. */
export function unansweredNotice(schedule: Schedule, fireAt: Date, threadTs: string): Notice {
  const text = `⏭ Nobody answered within ${schedule.answerWithinMinutes} minutes, so this time of schedule ${schedule.number} was left out.`;
  const key = `${keyOf(schedule, fireAt)}.unanswered`;
  return noticeFor(schedule, { text, choices: [runNow(schedule)], key, threadTs });
}

/** What it needs does not work, and it waits until somebody resumes it. */
export function pausedNotice(
  schedules: readonly Schedule[],
  { why, key }: { why: string; key: string },
): Notice | undefined {
  const [first] = schedules;
  if (!first) return undefined;
  const which = schedules.map(({ number, request }) => `${number} (\`${request}\`)`).join(", ");
  const isOne = schedules.length === 1;
  const text = `⏸ ${isOne ? "Schedule" : "Schedules"} ${which} ${isOne ? "is" : "are"} paused: ${why}. ${isOne ? "It stays" : "They stay"} so until that is put right; then I offer to resume ${isOne ? "it" : "them"}.`;
  return noticeFor(first, { text, choices: [{ label: "All schedules", opens: "/schedules" }], key });
}

/** What they were paused for works again. */
export function repairedNotice(
  schedules: readonly Schedule[],
  { name, key }: { name: string; key: string },
): Notice | undefined {
  const [first] = schedules;
  if (!first) return undefined;
  const numbers = schedules.map(({ number }) => number);
  const isOne = numbers.length === 1;
  const which = listed(numbers);
  const text = `✅ ${name} works again. ${isOne ? "Schedule" : "Schedules"} ${which} ${isOne ? "was" : "were"} paused because of it.`;
  const choices = [
    { label: isOne ? "Resume it" : "Resume them", says: `resume schedules ${which}`, isMain: true },
    { label: "All schedules", opens: "/schedules" },
  ];
  return noticeFor(first, { text, choices, key });
}

const listed = (numbers: readonly number[]) =>
  numbers.length < 2 ? String(numbers[0] ?? "") : `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
