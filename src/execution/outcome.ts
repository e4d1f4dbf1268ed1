import type { Coverage, Records } from "../results/index.ts";
import type { FileContent } from "./read-answer.ts";
import type { AllowedBy } from "./tables.ts";

/** What came of a call. A failure is a value: the planner has to read it. */
export type CallOutcome =
  | {
      readonly kind: "answered";
      readonly callId: string;
      readonly title: string;
      readonly integration: string;
      /** What stood in for a person's yes. */
      readonly allowedBy?: AllowedBy;
      readonly status: number;
      /** The JSON text of the records, or of the single value; of a list that is too large to be held that of its first records. */
      readonly body: string;
      /** Whether `body` is a list of records. */
      readonly isList: boolean;
      /** The records of a list that was read just now or is too large to be held. */
      readonly records?: Records;
      /** The bytes of an answer that is a file; `body` tells which. */
      readonly file?: FileContent;
      readonly coverage: Coverage;
      /** The entity tag of a single record, where the API gave one and it was read just now. */
      readonly etag?: string;
    }
  | {
      readonly kind: "failed";
      readonly callId: string;
      readonly title: string;
      readonly integration: string;
      /** What stood in for a person's yes. */
      readonly allowedBy?: AllowedBy;
      /** `room.reason`. */
      readonly code: string;
      /** What it is and what to do, for a person and a planner. May quote the API, so it is not to be trusted. */
      readonly message: string;
    }
  | { readonly kind: "waiting"; readonly callId: string; readonly title: string; readonly approvalId: string }
  | { readonly kind: "refused"; readonly callId: string; readonly title: string; readonly message: string }
  | {
      readonly kind: "unknown";
      readonly callId: string;
      readonly title: string;
      readonly message: string;
      /** The question to people whether it happened, once it was asked. */
      readonly questionId?: string;
    };
