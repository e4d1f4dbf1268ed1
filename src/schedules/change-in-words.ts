import { type Actor, type Changed, editSchedule } from "./change-schedule.ts";
import type { ScheduleDeps } from "./create-schedules.ts";
import { findPlace, readEntry } from "./enter-schedule.ts";
import { findMemberByName } from "./find-member-by-name.ts";
import type { Policies } from "./policies.ts";
import { readPolicies } from "./read-policies.ts";
import { readTimes } from "./read-times.ts";
import { CHANNEL, withoutFiller } from "./schedule-requests.ts";
import type { Schedule } from "./schedules-store.ts";

/**
 * Changes a schedule by a sentence: other times, another request, another channel, policies, or several of them. What the
 * sentence does not speak of stays.
 */
export async function changeInWords(
  deps: ScheduleDeps,
  { schedule, by }: { schedule: Schedule; by: Actor },
  words: string,
): Promise<Changed> {
  const { policies, rest, fallbackName } = readPolicies(words);
  const fallback = fallbackName ? await findMemberByName(deps.db, by.workspaceId, fallbackName) : undefined;
  if (fallbackName && !fallback) return no(`I know nobody called ${fallbackName}.`);
  const channel = CHANNEL.exec(rest)?.[1];
  const place = channel ? await findPlace(deps.messenger, by.workspaceId, channel) : {};
  if (!place) return no(`There is no channel ${channel} that I can see.`);
  const plain = rest.replace(CHANNEL, "");
  const times = readTimes(plain);
  const request = withoutFiller(times ? plain.replace(times.phrase, " ") : plain);
  if (!times && !channel && request === "" && Object.keys(policies).length === 0)
    return no(
      `Say what to change: \`change schedule ${schedule.number} to every weekday at 10\`, \`… in #ops\`, \`… only tell me if there are any\``,
    );
  const chosen: Partial<Policies> = { ...policies, ...(fallback ? { fallback: fallback.id } : {}) };
  const entry = {
    request: request || schedule.request,
    times: times?.phrase ?? `cron ${schedule.cron}`,
    timeZone: schedule.timeZone,
    policies: chosen,
  };
  const read = readEntry(entry, { isAdmin: by.isAdmin, before: schedule });
  if (!read.ok) return no(read.faults.map(({ message }) => message).join(". "));
  const kept = times ? {} : { words: schedule.words };
  return editSchedule(deps, { schedule, by }, { ...read.draft, ...kept, ...place });
}

const no = (message: string): Changed => ({ ok: false, message });
