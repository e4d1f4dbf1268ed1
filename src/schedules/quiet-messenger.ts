/**
 * Speaks for runs of quiet schedules, which have no message to hang on. The first thing worth saying posts that message,
 * and the thread under it goes on from the run's; what is not worth saying is not said.
 */
import {
  continueThread,
  type Messenger,
  type Place,
  type Said,
  silentProgress,
  threadIdAt,
  type Utterance,
} from "../conversation/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { beginTitle } from "./begin-title.ts";
import { fireOfRoot, quietRoot } from "./quiet-thread.ts";
import {
  addFound,
  endFire,
  findFire,
  findFoundBefore,
  findScheduleById,
  markTold,
  type Schedule,
  type ScheduleFire,
} from "./schedules-store.ts";
import { digestOf, isWorthSaying } from "./worth-saying.ts";

interface QuietDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly messenger: Messenger;
}

interface QuietFire {
  readonly schedule: Schedule;
  readonly fire: ScheduleFire;
}

/** The messenger with an ear for threads that are not there yet. */
export function createQuietMessenger(deps: QuietDeps): Messenger {
  const { messenger } = deps;
  const quiet: Messenger = {
    ...messenger,
    async say(place, utterance, options) {
      const thread = utterance.kind === "note" && utterance.from ? utterance.from.threadTs : place.threadTs;
      const fire = await findQuiet(deps, thread);
      if (!fire) return messenger.say(place, utterance, options);
      if (!(await isSaid(deps, fire, utterance))) return { ok: true, ts: "" };
      if (place.threadTs !== thread) return messenger.say(place, utterance, options);
      const opened = await openThread(deps, fire);
      if (!opened.ok) return opened;
      return messenger.say({ ...place, threadTs: opened.ts }, utterance, options);
    },
    // A file by itself is nothing worth saying.
    holds: (place, table) => fireOfRoot(place.threadTs) !== undefined || messenger.holds(place, table),
    progress: (showing) =>
      fireOfRoot(showing.place.threadTs)
        ? silentProgress((utterance, options) => quiet.say(showing.place, utterance, options))
        : messenger.progress(showing),
  };
  return quiet;
}

async function findQuiet({ db }: QuietDeps, rootTs: string | null): Promise<QuietFire | undefined> {
  const of = fireOfRoot(rootTs);
  if (!of) return undefined;
  const [schedule, fire] = [
    await findScheduleById(db, of.scheduleId),
    await findFire(db, of.scheduleId, of.fireAt),
  ];
  return schedule && fire ? { schedule, fire } : undefined;
}

/** Whether it is said. What was found is kept either way, for the next time to compare with. */
async function isSaid({ db, clock }: QuietDeps, quiet: QuietFire, utterance: Utterance): Promise<boolean> {
  if (utterance.kind !== "answer" && utterance.kind !== "note") return true;
  const { schedule, fire } = quiet;
  await addFound(db, fire, digestOf(utterance));
  if (fire.toldTs !== null) return true;
  const before = schedule.tells === "changed" ? await findFoundBefore(db, fire) : undefined;
  const isWorth = isWorthSaying({ tells: schedule.tells, utterance, before });
  const threadTs = quietRoot(schedule.id, fire.fireAt);
  const threadId = threadIdAt({ ...schedule, rootTs: threadTs });
  if (!isWorth && utterance.kind === "answer")
    await endFire(db, fire, { state: "quiet", threadTs, threadId, now: clock() });
  return isWorth;
}

/** The message that the thread hangs on: posted once. */
async function openThread({ db, clock, messenger }: QuietDeps, quiet: QuietFire): Promise<Said> {
  const { schedule, fire } = quiet;
  if (fire.toldTs !== null) return { ok: true, ts: fire.toldTs };
  const { workspaceId, channelId, channelKind } = schedule;
  const place: Place = { workspaceId, channelId, threadTs: null };
  const text = beginTitle(schedule, fire);
  const key = `${schedule.id}.${fire.fireAt.getTime()}`;
  const said = await messenger.say(place, { kind: "note", text, key }, { mayBeThere: true });
  if (!said.ok) return said;
  await markTold(db, fire, said.ts);
  const from = { workspaceId, channelId, channelKind, rootTs: quietRoot(schedule.id, fire.fireAt) };
  await continueThread(db, from, { rootTs: said.ts, now: clock() });
  return said;
}
