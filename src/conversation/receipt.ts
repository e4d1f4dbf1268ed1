import { countOf, grouped } from "../kernel/index.ts";
import {
  type CallSummary,
  describeUse,
  findTimePhrase,
  type Step,
  usageOf,
  writtenIn,
} from "../planning/index.ts";

/** What an answer rests on, in figures. */
export interface Receipt {
  readonly calls: readonly CallSummary[];
  /** The names of those who approved something. */
  readonly approvedBy: readonly string[];
  /** The time phrase of the request as it was taken: what was sent and computed tells. */
  readonly window?: string;
  readonly modelCalls: number;
  readonly tokens: number;
  readonly durationMs: number;
}

export interface ReceiptInput {
  readonly text: string;
  readonly timeZone: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly steps: readonly Step[];
  /** What people asked in the thread before, in order. */
  readonly before: readonly { readonly text: string; readonly at: Date }[];
  readonly approvedBy: readonly string[];
}

/** Makes the receipt of a finished run from its steps. */
export function makeReceipt(input: ReceiptInput): Receipt {
  const usage = usageOf(input.steps);
  const calls = input.steps.flatMap((step) =>
    step.kind === "tool" && step.effect.call ? [step.effect.call] : [],
  );
  const window = calls.length > 0 ? windowOf(input) : undefined;
  return {
    calls,
    approvedBy: input.approvedBy,
    modelCalls: usage.modelCalls,
    tokens: usage.promptTokens + usage.completionTokens,
    durationMs: input.finishedAt.getTime() - input.startedAt.getTime(),
    ...(window ? { window } : {}),
  };
}

/** The span of time that was meant, its own or that of the request it went on from, by what was sent and computed. */
function windowOf({ text, startedAt, timeZone, steps, before }: ReceiptInput): string | undefined {
  const wentOn = steps.some((step) => step.kind === "tool" && step.effect.recalled !== undefined);
  const asked = [{ text, at: startedAt }, ...(wentOn ? before.toReversed() : [])];
  const windows = asked.flatMap((one) => findTimePhrase(one.text, one.at, timeZone) ?? []);
  const [window] = windows;
  return window && describeUse(window, { ...writtenIn(steps), timeZone });
}

/** The receipt in one line of plain text, parts separated by ` · `. Empty when nothing was called or asked. */
export function receiptLine(receipt: Receipt): string {
  const seconds = receipt.durationMs / 1000;
  const parts = [
    ...receipt.calls.slice(0, 4).map(callPart),
    receipt.calls.length > 4 ? `and ${receipt.calls.length - 4} more calls` : "",
    receipt.approvedBy.length > 0 ? `approved by ${receipt.approvedBy.join(", ")}` : "",
    receipt.window ?? "",
    receipt.modelCalls > 0 ? `${grouped(receipt.tokens)} tokens` : "no model",
    seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** One row may be a record by itself, of which there is no rest to be read. */
const isWholeList = ({ complete, rows }: CallSummary) => complete === true && rows !== null && rows !== 1;

function callPart(call: CallSummary): string {
  const rows =
    call.rows === null || call.pages === null
      ? ""
      : `, ${countOf(call.rows, "row")} in ${countOf(call.pages, "page")}`;
  const of =
    call.knownTotal !== undefined && call.knownTotal > (call.rows ?? 0)
      ? ` (at least ${grouped(call.knownTotal)})`
      : "";
  const complete =
    call.complete === false ? `, not all of them${of}` : isWholeList(call) ? ", all of them" : "";
  const allowed = call.allowedBy ? `, allowed by ${call.allowedBy}` : "";
  return `${call.integration} ${call.title}: ${call.outcome}${rows}${complete}${allowed}`;
}
