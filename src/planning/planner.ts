import type { Catalogue } from "../integrations/index.ts";
import type { Json } from "../kernel/index.ts";
import type { ToolCall } from "../model/index.ts";
import type { Column, NestedTable } from "../results/index.ts";
import type { SkillOutline } from "./skill-port.ts";
import type { DecidedBy, Step } from "./step.ts";

/** One earlier exchange of the thread. */
export interface PastMessage {
  readonly from: "person" | "chief";
  readonly name: string;
  readonly text: string;
  /** What a person quoted of somebody else in it: data. */
  readonly quoted?: string;
  /** When it was asked; time phrases of it count from there. */
  readonly at?: Date;
  /** The names of the integrations whose answers went into it, where Chief said it. */
  readonly integrations?: readonly string[];
}

/** A table of this run, as a planner needs to know it. */
export interface KnownTable {
  readonly name: string;
  readonly callId: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  /** What its lists make: a row for each element. */
  readonly lists?: readonly NestedTable[];
}

/** Everything that the next step of a run may depend on. */
export interface RunView {
  /** What the person asked, with mentions of Chief removed. */
  readonly text: string;
  /** What they quoted of somebody else in it: data, and no request. */
  readonly quoted?: string;
  /** One and the same list for as long as the run is worked on. */
  readonly history: readonly PastMessage[];
  readonly steps: readonly Step[];
  /** When the run started; time phrases count from here, also when it is taken up again later. */
  readonly startedAt: Date;
  readonly timeZone: string;
  readonly asker: { readonly name: string; readonly isAdmin: boolean };
  readonly catalogue: Catalogue;
  readonly tables: readonly KnownTable[];
  readonly skills: readonly SkillOutline[];
  /** What a call of this run gave: a list of records, one record, or a value. Undefined when it gave nothing. */
  resultOf(callId: string): Json | undefined;
}

/** The next step of a run. */
export type Proposal =
  | {
      readonly kind: "act";
      readonly by: DecidedBy;
      readonly text: string;
      readonly toolCalls: readonly ToolCall[];
      readonly promptTokens: number;
      readonly completionTokens: number;
      readonly durationMs: number;
    }
  | { readonly kind: "fail"; readonly code: string; readonly toldToUser: string }
  /** This planner does not understand the request; another one may. */
  | { readonly kind: "pass"; readonly toldToUser: string };

export interface PlannerIo {
  readonly signal: AbortSignal;
  /** Hears the answer while it is being written. */
  readonly onText?: (delta: string) => void;
}

/** Decides on the next step. No tool calls means that the text is the answer. */
export interface Planner {
  next(view: RunView, io: PlannerIo): Promise<Proposal>;
}
