import type { PlaceholderKind, QueryStyle } from "../../egress/index.ts";
import type { DeclaredPaging } from "../action.ts";
import type { ResponseMapping } from "../mapping/response-mapping.ts";

export const CONTRACT_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export const INPUT_TYPES = [
  "string",
  "integer",
  "number",
  "boolean",
  "date",
  "date-time",
  "enum",
  "array",
  "object",
] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** What an input may become in the path: one segment, one with its slashes as `%2F`, or several. */
export type PathUse = Extract<PlaceholderKind, "segment" | "encoded" | "path">;

/** One typed input of a contract, as it was entered. */
export interface ContractInput {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
  /** As text; empty for none. JSON for an array or an object. */
  readonly default: string;
  /** Allowed values, separated by commas; empty for any. */
  readonly values: string;
  readonly pathUse: PathUse;
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface ContractQuery extends NamedValue {
  readonly style?: QueryStyle;
}

/**
 * An action that a person declares: exactly what was entered, right or wrong. `{{name}}` stands for an input in the
 * path, in values of query and headers, and in the body. `compileContract` makes an action of it, or its faults.
 */
export interface Contract {
  readonly name: string;
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly ContractQuery[];
  readonly headers: readonly NamedValue[];
  readonly bodyKind: "none" | "json" | "form" | "multipart";
  /**
   * JSON, in which a placeholder may stand without quotes; or for a form a line `name=value` each. In a multipart form
   * `name=@value` sends the value as a file.
   */
  readonly body: string;
  readonly inputs: readonly ContractInput[];
  /** `undefined`: the answer as it comes. */
  readonly mapping: ResponseMapping | undefined;
  readonly effect: string;
  readonly requiresConfirmation: boolean;
  /** How often a minute it may be called, as text; empty for what the workspace gives every action. */
  readonly callsPerMinute: string;
  /** How it pages; absent for what Chief finds out by itself. */
  readonly paging?: DeclaredPaging | undefined;
  /** The header in which it takes an idempotency key; empty for that of the integration. */
  readonly idempotencyHeader: string;
}

/** One thing wrong with a contract. `field` is `name`, `path`, `query.0.value`, `inputs.1.default`, `body`, … */
export interface ContractFault {
  readonly field: string;
  /** What is wrong and what would be accepted. */
  readonly message: string;
}

/** What a contract must fit in. */
export interface ContractPlace {
  readonly baseUrl: string;
  /** Lower-case names of the headers and exact names of the query parameters that the credential sets. */
  readonly credentialHeaders: readonly string[];
  readonly credentialParameters: readonly string[];
  /** Names of the integration's other actions. */
  readonly takenNames: ReadonlySet<string>;
}
