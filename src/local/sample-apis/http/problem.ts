/** A member of a request that was not as it should be. */
export interface FieldError {
  /** Such as `items[0].quantity`, or the name of a parameter. */
  readonly field: string;
  readonly message: string;
}

interface ProblemDetails {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with problem details (RFC 9457). Thrown by operations, answered by the server. */
export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super(details.detail);
    this.name = "Problem";
    this.details = details;
  }
}

export function notFound(detail: string): Problem {
  return new Problem({ status: 404, title: "Not found", detail });
}

export function conflict(detail: string): Problem {
  return new Problem({ status: 409, title: "Conflict", detail });
}

/** 400 that names each field that is wrong, and what it should be. */
export function invalid(errors: readonly FieldError[]): Problem {
  const detail = errors.map((error) => `${error.field} ${error.message}`).join("; ");
  return new Problem({ status: 400, title: "Invalid request", detail, errors });
}
