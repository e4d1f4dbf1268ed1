import type { ContextActionsBlock } from "@slack/types";

/** The id of the buttons under an answer. */
export const FEEDBACK = "run_feedback";

/** Thumbs up and down for the answer of a run. */
export function feedbackBlock(runId: string): ContextActionsBlock {
  const button = (text: string, verdict: "good" | "bad", label: string) => ({
    text: { type: "plain_text" as const, text },
    value: `${verdict} ${runId}`,
    accessibility_label: label,
  });
  return {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: FEEDBACK,
        positive_button: button("Good answer", "good", "This answer was of use"),
        negative_button: button("Bad answer", "bad", "This answer was of no use"),
      },
    ],
  };
}

/** What a press means; undefined when it is none of these buttons. */
export function readFeedback(
  value: string | undefined,
): { verdict: "good" | "bad"; runId: string } | undefined {
  const [, verdict, runId] = /^(good|bad) (run_[0-9a-z]+)$/.exec(value ?? "") ?? [];
  return runId === undefined ? undefined : { verdict: verdict as "good" | "bad", runId };
}
