import type { App, BlockAction } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { FEEDBACK, readFeedback } from "../render/feedback.ts";
import { actorOf, NOT_FOR_YOU, whisper } from "./question-person.ts";

const THANKS = {
  good: "Thank you. I noted that this answer was of use.",
  bad: "Thank you. I noted that this answer was of no use. Tell me in this thread what was wrong, and I will try again.",
} as const;

/** Hears what people say of an answer by its buttons; whoever presses again changes their mind. */
export function listenToFeedback(app: App, deps: ListenerDeps): void {
  app.action<BlockAction>(FEEDBACK, async ({ ack, body, action }) => {
    await ack();
    const said = readFeedback((action as { value?: string }).value);
    const actor = await actorOf(deps, body);
    const isNoted = said && actor && (await deps.conversation.judge({ ...said, by: actor.person }));
    await whisper(deps, body, isNoted ? THANKS[said.verdict] : NOT_FOR_YOU);
  });
}
