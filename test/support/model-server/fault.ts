/** What the API says is wrong with a request: the `error` object of its answer, and the status it comes with. */
export interface Fault {
  readonly status: number;
  readonly message: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** A refusal as the API words it (400, `invalid_request_error`). */
export function fault(message: string, param: string | null = null, code: string | null = null): Fault {
  return { status: 400, message, param, code };
}

/** The body in which the API reports a fault. */
export function errorBody({ status, message, param, code }: Fault) {
  const type = status === 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
  return { error: { message, type, param, code } };
}

/** The first fault that one of `checks` finds; later ones may rely on what the earlier ones established. */
export function firstFault(...checks: readonly (() => Fault | undefined)[]): Fault | undefined {
  for (const check of checks) {
    const found = check();
    if (found) return found;
  }
  return undefined;
}
