import type { Json, JsonObject } from "../../../kernel/index.ts";

/** A request whose parameters and body satisfy the schemas of its operation. */
export interface ApiRequest {
  readonly path: Readonly<Record<string, string | number>>;
  readonly query: Readonly<Record<string, string | number>>;
  /** `{}` when the operation takes a body and none was sent. */
  readonly body: JsonObject;
  readonly now: Date;
}

export interface ApiReply {
  readonly status: number;
  /** What JSON can hold. */
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an operation does. Synchronous, so that each is one step. @throws Problem */
export type Operation = (request: ApiRequest) => ApiReply;

/** An OpenAPI 3.1 document, as far as the server reads it. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: JsonObject;
  readonly security: readonly JsonObject[];
  readonly tags: readonly JsonObject[];
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: JsonObject };
  readonly responses: JsonObject;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description: string;
  readonly schema: JsonObject;
  readonly example?: Json;
}

/** One of the sample APIs: what it says of itself, what its operations do, and who may call them. */
export interface Api {
  readonly document: ApiDocument;
  readonly operations: Readonly<Record<string, Operation>>;
  /** The header that carries the credential, and its only value. */
  readonly credential: { readonly header: string; readonly value: string; readonly challenge: string };
}

/** A number of `query` or `path` that its schema says is one. */
export function numberOf(value: string | number | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
