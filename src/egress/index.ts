/** The one guarded way out to the network, and the typed templates that requests are made from. */

export { buildRequest } from "./build-request.ts";
export { createEgress, type Egress, type EgressOptions } from "./create-egress.ts";
export type { Destination } from "./destination.ts";
export { EgressError } from "./egress-error.ts";
export type { FetchLimits } from "./fetch-port.ts";
export { createLeanFetch, plainHeaders } from "./lean-fetch.ts";
export type { Lookup } from "./pinned-connector.ts";
export type { EgressReason } from "./refusal.ts";
export type {
  BodyTemplate,
  BuiltRequest,
  PlaceholderKind,
  QueryStyle,
  RequestTemplate,
} from "./request-template.ts";
export type { AnswerRest } from "./rest-of-answer.ts";
export type { EgressAnswer, OutgoingRequest } from "./send-request.ts";
