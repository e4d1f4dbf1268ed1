/** How one earlier call of the same action ended, newest first. */
export interface EarlierAnswer {
  readonly status: number | null;
}

export interface Answered {
  readonly status: number;
  readonly method: string;
  /** With its placeholders: `/orders/{{id}}`; absent where none is known. */
  readonly path: string | undefined;
  /** The calls of the same action within the last day, newest first, without this one. */
  readonly earlier: readonly EarlierAnswer[];
}

const SUSPICIOUS = new Set([400, 404, 405, 410]);
const OFTEN = 3;

/**
 * Why an answer looks as if the API has changed since its description was read, or undefined.
 *
 * 405 says so at once: the description has that method on that path. So do 404 and 410 on a path without ids, since no
 * argument can be to blame. Otherwise it takes three answers of 400, 404, 405 or 410 on one action within a day, with no
 * success in between: once or twice it is more likely what was asked for.
 */
export function smellsOfDrift({ status, method, path, earlier }: Answered): string | undefined {
  if (!SUSPICIOUS.has(status)) return undefined;
  const place =
    path === undefined ? "this call" : `${method} ${path.replaceAll(/\{\{|\}\}/g, (at) => at.slice(1))}`;
  if (status === 405) return `${place} is answered with 405, as if that method were gone`;
  if (status !== 400 && path !== undefined && !path.includes("{{"))
    return `${place} is answered with ${status}, although there is no id in it that could be wrong`;
  const firstOther = earlier.findIndex((one) => one.status === null || !SUSPICIOUS.has(one.status));
  const inARow = 1 + (firstOther === -1 ? earlier.length : firstOther);
  if (inARow < OFTEN) return undefined;
  return `${place} was answered with ${status} or the like ${inARow} times within a day`;
}

const MARK = "This looks as if the API has changed since its description was read: ";

/** The words in which a person and a planner are told, with where an admin can refresh the description. */
export function driftNotice(why: string, refreshUrl: string): string {
  return `${MARK}${why}. An admin can refresh the description: ${refreshUrl}`;
}

/** That notice out of a message which ends with it, or undefined. */
export function driftNoticeIn(message: string): string | undefined {
  const at = message.indexOf(MARK);
  return at === -1 ? undefined : message.slice(at);
}
