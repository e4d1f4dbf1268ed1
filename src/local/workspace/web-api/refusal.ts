/**
 * The answer `ok: false` of a Web API method, on its way to the dispatcher that writes it.
 *
 * Thrown, because a method refuses at any of a dozen checks and nobody between it and the dispatcher decides
 * anything.
 */
export class ApiRefusal extends Error {
  /** Slack's stable name, such as `channel_not_found`. */
  readonly error: string;
  /** Goes to `errors` and, marked `[ERROR]`, to `response_metadata.messages`. */
  readonly details: readonly string[];

  constructor(error: string, details: readonly string[] = []) {
    super([error, ...details].join("; "));
    this.name = "ApiRefusal";
    this.error = error;
    this.details = details;
  }
}

/** Passes `value` on, or refuses with `error` when there is none. */
export function orRefuse<T>(value: T | undefined, error: string): T {
  if (value === undefined) throw new ApiRefusal(error);
  return value;
}
