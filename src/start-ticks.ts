import { schedule } from "node-cron";
import { type Conversation, purgeAnswers } from "./conversation/index.ts";
import type { Db } from "./database/index.ts";
import { purgeKept, sealCalls } from "./execution/index.ts";
import { enqueueChecks, purgeUploads } from "./integrations/index.ts";
import type { Clock, Logger } from "./kernel/index.ts";
import type { Schedules } from "./schedules/index.ts";
import { purgeInbox } from "./slack/index.ts";

const EVERY_MINUTE = "* * * * *";
const EVERY_FEW_SECONDS = "*/5 * * * * *";
const INBOX_DAYS = 3;
/** How long a document waits that was read and never connected or applied. */
const UPLOAD_DAYS = 90;

interface TickDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly conversation: Pick<Conversation, "expire">;
  readonly schedules: Pick<Schedules, "tick">;
  /** What becomes of schedules between their times. */
  readonly lookAfter: () => Promise<void>;
  /** Draws Home tabs anew that show what is no more. */
  readonly refreshHomes: () => Promise<void>;
  /** 0 for ever. */
  readonly keepAnswersDays: number;
  /** A cron expression; every minute when absent. */
  readonly scheduleTick?: string;
  /** How often every connection is looked at; each 15 minutes when absent. */
  readonly checkEveryMs?: number;
}

/** Starts what every replica does by the clock. Gives what ends it. */
export function startTicks(deps: TickDeps): () => Promise<void> {
  const { db, clock, logger, conversation, schedules, lookAfter, checkEveryMs } = deps;
  const due = schedule(
    deps.scheduleTick ?? EVERY_MINUTE,
    async () => {
      await schedules.tick().catch((error) => logger.error({ error }, "looking for due schedules failed"));
      await lookAfter().catch((error) => logger.error({ error }, "looking after schedules failed"));
    },
    { noOverlap: true },
  );
  const tick = schedule(
    EVERY_MINUTE,
    () => conversation.expire().catch((error) => logger.error({ error }, "expiring approvals failed")),
    {
      noOverlap: true,
    },
  );
  const sealing = schedule(
    "* * * * *",
    () => sealCalls(db, clock()).then(undefined, (error) => logger.error({ error }, "sealing calls failed")),
    { noOverlap: true },
  );
  const checks = schedule(
    checkEveryMs ? "* * * * * *" : EVERY_MINUTE,
    () =>
      enqueueChecks(db, clock(), checkEveryMs).catch((error) =>
        logger.error({ error }, "looking for connections to check failed"),
      ),
    { noOverlap: true },
  );
  const homes = schedule(
    EVERY_FEW_SECONDS,
    () => deps.refreshHomes().catch((error) => logger.error({ error }, "drawing Home tabs anew failed")),
    { noOverlap: true },
  );
  const daily = schedule(
    "17 3 * * *",
    async () => {
      const daysAgo = (days: number) => new Date(clock().getTime() - days * 86_400_000);
      await purgeInbox(db, daysAgo(INBOX_DAYS));
      await purgeUploads(db, daysAgo(UPLOAD_DAYS));
      if (deps.keepAnswersDays > 0) await purgeAnswers(db, daysAgo(deps.keepAnswersDays));
      await purgeKept(db, daysAgo(1));
    },
    { noOverlap: true },
  );
  return async () => {
    await due.destroy();
    await tick.destroy();
    await sealing.destroy();
    await checks.destroy();
    await homes.destroy();
    await daily.destroy();
  };
}
