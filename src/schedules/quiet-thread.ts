/**
 * The thread of a time that posts only when it has something to say: it has no message to hang on yet, so its root is
 * made up of the schedule and the time.
 */
const ROOT = /^quiet-(.+)-(\d+)$/;

export function quietRoot(scheduleId: string, fireAt: Date): string {
  return `quiet-${scheduleId}-${fireAt.getTime()}`;
}

/** The time whose thread that is; undefined for a thread of the chat. */
export function fireOfRoot(rootTs: string | null): { scheduleId: string; fireAt: Date } | undefined {
  const [, scheduleId, at] = ROOT.exec(rootTs ?? "") ?? [];
  return scheduleId && at ? { scheduleId, fireAt: new Date(Number(at)) } : undefined;
}
