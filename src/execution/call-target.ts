import type { Json } from "../kernel/index.ts";

/** A call of an action that is in the catalogue. */
export interface ActionTarget {
  readonly kind: "action";
  readonly actionId: string;
  readonly arguments: unknown;
}

/** A call that somebody described: a method and a path of an integration's base URL. */
export interface HttpTarget {
  readonly kind: "http";
  readonly integrationId: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, Json>>;
  readonly body?: Json;
}

export type CallTarget = ActionTarget | HttpTarget;
