/** What the main thread says to the database thread. */
export type ToEngine =
  | { readonly kind: "bytes"; readonly client: number; readonly bytes: Uint8Array }
  | { readonly kind: "close"; readonly client: number }
  | { readonly kind: "stop" };

/** What the database thread says to the main thread. */
export type FromEngine =
  | { readonly kind: "bytes"; readonly client: number; readonly bytes: Uint8Array }
  | { readonly kind: "ready" }
  /** It could not start. `log` has PostgreSQL's own last lines. */
  | {
      readonly kind: "failed";
      readonly code: string | undefined;
      readonly message: string;
      readonly log: string;
    }
  /** PostgreSQL gave up (a full disk, mostly); nothing after this answer can be relied on. */
  | { readonly kind: "panic"; readonly log: string };

/** How the database thread is started. */
export interface EngineStart {
  /** A folder, or `memory://`. */
  readonly folder: string;
  /** How long a client waits for the session before it is refused. */
  readonly waitMs: number;
}
