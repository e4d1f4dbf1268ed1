import { STATUS_CODES } from "node:http";
import type { ZodError } from "zod";
import { ChiefError } from "../kernel/index.ts";

/** One thing that is wrong with a request. */
export interface RequestFault {
  readonly in: "body" | "query" | "path" | "header";
  /** Where: the dotted path of a field, or the name of a parameter. Empty for the whole. */
  readonly field: string;
  /** What is wrong, and what would be accepted. */
  readonly detail: string;
}

/** What is answered where a request is not served: the members of RFC 9457 that are used here. */
export interface Problem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** `room.reason`, to switch on. */
  readonly code: string;
  readonly errors?: readonly RequestFault[];
  /** Names the lines of the log, where Chief is at fault. */
  readonly reference?: string;
}

/** A request that is not served, for a reason that the caller may know. */
export class ApiProblem extends ChiefError {
  readonly status: number;
  readonly errors: readonly RequestFault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    told: {
      readonly detail: string;
      readonly errors?: readonly RequestFault[];
      readonly headers?: Readonly<Record<string, string>>;
    },
  ) {
    super(code, { message: told.detail, toldToUser: told.detail });
    this.status = status;
    this.errors = told.errors ?? [];
    this.headers = told.headers ?? {};
  }
}

/** The problem as it is sent. */
export function problemOf(error: ApiProblem): Problem {
  const { status, code, message: detail, errors } = error;
  return {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    code,
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** There is none such, or it is of another workspace, or not for these eyes: that is not told apart. */
export function noSuch(what: string): ApiProblem {
  return new ApiProblem(404, "api.not_found", { detail: `There is no such ${what}.` });
}

/** Something is understood and cannot be done. `errors` name the fields that are in the way. */
export function unprocessable(
  detail: string,
  faults: readonly { readonly field: string; readonly message: string }[] = [],
): ApiProblem {
  const errors = faults.map(({ field, message }) => ({ in: "body" as const, field, detail: message }));
  return new ApiProblem(422, "api.unprocessable", { detail, errors });
}

/** Things are not, or not any more, as the request takes them to be. */
export function conflict(code: string, detail: string): ApiProblem {
  return new ApiProblem(409, code, { detail });
}

/** Somebody may see this, and may not do what was asked for. */
export function notYours(detail: string): ApiProblem {
  return new ApiProblem(403, "api.not_yours", { detail });
}

const MOST_FAULTS = 20;

/** What zod found wrong with a part of a request, which takes `names` where it is an object. */
export function faultsOf(
  error: ZodError,
  part: RequestFault["in"],
  names: readonly string[] | undefined,
): RequestFault[] {
  return error.issues.slice(0, MOST_FAULTS).map((issue) => {
    const isUnknown = issue.code === "unrecognized_keys" && issue.path.length === 0;
    const takes = names?.length ? `; accepted: ${names.join(", ")}` : "; none is accepted";
    return {
      in: part,
      field: issue.path.join("."),
      detail: isUnknown ? `${issue.message}${takes}` : issue.message,
    };
  });
}
