import { z } from "zod";
import type { Member } from "../people/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import { ApiProblem, faultsOf, type RequestFault } from "./problem.ts";

/** Who a request comes from. */
export interface Caller {
  readonly tokenId: string;
  readonly tokenName: string;
  /** The member that the token acts for, with the role that it may act with. */
  readonly member: Member;
  /** Whether that is less than the member's own role. */
  readonly actsAsMember: boolean;
}

/** Who may use a route. `anyone` needs no token. */
export type Who = "anyone" | "member" | "admin";

/** A request as it came in. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** The value of `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined;
  /** Aborted when the caller has gone away. */
  readonly gone: AbortSignal;
  /** Called once the request is known to be as the schemas say, before anything is done about it. */
  onValid(): Promise<void>;
}

/** What is answered: JSON that fits the route's schema, or a text or bytes of another type. */
export type RouteAnswer<Body> =
  | { readonly status?: number; readonly body: Body; readonly location?: string }
  | {
      readonly text: string | AsyncIterable<string | Uint8Array>;
      readonly type: string;
      readonly fileName?: string;
    };

/** One operation of the API: who may use it, what it takes and gives. Its schemas check and describe it. */
export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Under `/api/v1`, with `{names}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly who: Who;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The status when all went well. */
  readonly status: number;
  readonly answer?: z.ZodType;
  /** The types of the answer where it is not JSON. */
  readonly textTypes?: readonly string[];
  /** Whether `Idempotency-Key` is heeded. */
  readonly isIdempotent?: boolean;
  /** Whether it needs no time of an admin's record: it changes nothing that an admin answers for. */
  readonly isAct?: boolean;
  readonly maxBytes?: number;
  /** Its body holds arguments of a call: a number that would not be sent as it was written is refused. */
  readonly holdsArguments?: boolean;
  serve(deps: ApiDeps, caller: Caller, raw: RawRequest): Promise<RouteAnswer<unknown>>;
}

type Given<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  /** The body as it was sent, for rooms that check it themselves by the same schema. */
  readonly rawBody: unknown;
} & Pick<RawRequest, "idempotencyKey" | "gone">;

type Shape<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> = Omit<
  Route,
  "serve" | "params" | "query" | "body" | "answer" | "status"
> & {
  readonly status?: number;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer?: A;
  handle(deps: ApiDeps, caller: Caller, given: Given<P, Q, B>): Promise<RouteAnswer<z.input<A>>>;
};

const NOTHING = z.strictObject({});

/** Makes a route whose handler gets what its schemas made of the request, and whose answer is what its schema says. */
export function defineRoute<
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodUndefined,
>(shape: Shape<P, Q, B, A>): Route {
  const { handle, status = 200, ...rest } = shape;
  return {
    ...rest,
    status,
    async serve(deps, caller, raw) {
      const faults: RequestFault[] = [];
      const given = {
        params: parsed(shape.params, raw.params, { part: "path", faults }) as z.output<P>,
        query: parsed(shape.query ?? NOTHING, raw.query, { part: "query", faults }) as z.output<Q>,
        body: parsed(shape.body, raw.body, { part: "body", faults }) as z.output<B>,
        rawBody: raw.body,
        idempotencyKey: raw.idempotencyKey,
        gone: raw.gone,
      };
      if (faults.length > 0) throw invalid(faults);
      await raw.onValid();
      const answer = await handle(deps, caller, given);
      return "text" in answer || !shape.answer
        ? answer
        : { ...answer, body: shape.answer.parse(answer.body) };
    },
  };
}

function parsed(
  schema: z.ZodType | undefined,
  value: unknown,
  { part, faults }: { part: RequestFault["in"]; faults: RequestFault[] },
): unknown {
  if (!schema) return undefined;
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  faults.push(...faultsOf(outcome.error, part, namesIn(schema)));
  return undefined;
}

/** The names that an object takes; undefined where it is none. */
function namesIn(schema: z.ZodType): string[] | undefined {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined;
}

function invalid(errors: readonly RequestFault[]): ApiProblem {
  const [first] = errors;
  const where = first?.field ? `${first.in} ${first.field}` : (first?.in ?? "");
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  const detail = `The request is not as the API takes it. ${where}: ${first?.detail}${more}. See /api/v1/openapi.json.`;
  return new ApiProblem(400, "api.invalid_request", { detail, errors });
}
