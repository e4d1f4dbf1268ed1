import type { Messenger } from "../conversation/index.ts";
import { checkCron } from "./next-fires.ts";
import { type Policies, USUAL_POLICIES } from "./policies.ts";
import { readTimes } from "./read-times.ts";
import type { Schedule } from "./schedules-store.ts";

/** What somebody entered for a schedule. */
export interface ScheduleEntry {
  /** What to ask of Chief each time. */
  readonly request: string;
  /** In words, or as a cron expression of five fields, with or without the word before it. */
  readonly times: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly policies?: Partial<Policies> | undefined;
}

export interface EntryFault {
  readonly field: "request" | "times" | "timeZone" | "channel" | "fallback" | "answerWithinMinutes";
  /** What is wrong and what would be accepted. */
  readonly message: string;
}

/** What an entry means. */
export type ReadEntry =
  | {
      readonly ok: true;
      readonly draft: Policies & Pick<Schedule, "request" | "cron" | "words" | "timeZone">;
    }
  | { readonly ok: false; readonly faults: readonly EntryFault[] };

const MOST_REQUEST = 2_000;
const MOST_MINUTES = 10_080;
const CRON_ALONE = /^[\d*/,\-LW#?]+(?:\s+[\d*/,\-LW#?A-Z]+){4}$/i;
const TIMES_HELP =
  "Say “every weekday at 9”, “every 15 minutes”, “on the 1st of every month at 8”, or “cron 0 9 * * 1-5”";

/**
 * Reads what was entered, with every fault. `before` are the policies that hold where none was entered. Whom to ask
 * besides is for admins to name: that person may then approve.
 */
export function readEntry(
  entry: ScheduleEntry,
  { isAdmin, before = USUAL_POLICIES }: { isAdmin: boolean; before?: Policies },
): ReadEntry {
  const request = entry.request.trim();
  const policies = { ...policiesIn(before), ...entry.policies };
  const zoned = isTimeZone(entry.timeZone);
  const times = readTimes(CRON_ALONE.test(entry.times.trim()) ? `cron ${entry.times.trim()}` : entry.times);
  const checked = times && checkCron(times.cron, zoned ? entry.timeZone : "UTC");
  const faults: (EntryFault | false)[] = [
    request === "" && { field: "request", message: "Say what to ask each time: a skill, or any request" },
    request.length > MOST_REQUEST && {
      field: "request",
      message: `At most ${MOST_REQUEST} characters; save a skill and run that`,
    },
    !times && { field: "times", message: `I do not understand “${entry.times}” as times. ${TIMES_HELP}` },
    checked?.ok === false && { field: "times", message: checked.message },
    !zoned && {
      field: "timeZone",
      message: `There is no time zone “${entry.timeZone}”. One is Europe/Berlin`,
    },
    ...policyFaults(policies, { isAdmin, before }),
  ];
  const found = faults.filter((fault) => fault !== false);
  if (!times || found.length > 0) return { ok: false, faults: found };
  const { cron, words } = times;
  return { ok: true, draft: { ...policies, request, cron, words, timeZone: entry.timeZone } };
}

/** Only those, of whatever holds them. */
function policiesIn(holder: Policies): Policies {
  const { missed, overlapping, broken, unanswered, answerWithinMinutes, fallback, tells } = holder;
  return { missed, overlapping, broken, unanswered, answerWithinMinutes, fallback, tells };
}

function policyFaults(
  { answerWithinMinutes: minutes, fallback }: Policies,
  { isAdmin, before }: { isAdmin: boolean; before: Policies },
): (EntryFault | false)[] {
  const isMinutes = Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES;
  return [
    !isMinutes && {
      field: "answerWithinMinutes",
      message: `Give whole minutes, 1 to ${MOST_MINUTES} (a week)`,
    },
    fallback !== null &&
      fallback !== before.fallback &&
      !isAdmin && {
        field: "fallback",
        message: "Only an admin may name who is asked besides; without a name it is the workspace's fallback",
      },
  ];
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" && name !== "";
  } catch {
    return false;
  }
}

/** A channel that somebody named, as a schedule keeps it; undefined where Chief sees none such. */
export async function findPlace(
  messenger: Pick<Messenger, "findChannel">,
  workspaceId: string,
  name: string,
): Promise<Pick<Schedule, "channelId" | "channelName" | "channelKind"> | undefined> {
  const found = await messenger.findChannel(workspaceId, name);
  return found && { channelId: found.id, channelName: found.name, channelKind: "channel" };
}
