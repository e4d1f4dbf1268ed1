import type { Approval } from "../approvals/index.ts";
import { ChiefError, messageOf } from "../kernel/index.ts";
import type { Choice, FileContent, ShownTable } from "../planning/index.ts";
import type { PolicyProposal } from "../policy/index.ts";
import type { Answer } from "./answer.ts";
import type { OpenPlan, Progress, Showing } from "./progress.ts";
import type { Receipt } from "./receipt.ts";

/** A spot in a chat: a channel, and a thread in it where there is one. */
export interface Place {
  readonly workspaceId: string;
  readonly channelId: string;
  readonly threadTs: string | null;
}

/** Something to say. `key` marks it, so that it can be found again after a crash. */
export type Utterance =
  | {
      readonly kind: "answer";
      readonly answer: Answer;
      readonly receipt: Receipt;
      /** Whether it tells that the run did not come to a good end. */
      readonly isTrouble: boolean;
      readonly runUrl: string;
      /** The run that people may say of whether its answer was of use; absent where that makes no sense. */
      readonly mayBeJudged?: string;
      /** Where the dashboard is, without a trailing slash. */
      readonly dashboardUrl: string;
      readonly key: string;
    }
  | {
      readonly kind: "note";
      readonly text: string;
      readonly table?: ShownTable;
      readonly choices?: readonly Choice[];
      readonly dashboardUrl?: string;
      /** The thread whose run posts it elsewhere. */
      readonly from?: Place;
      readonly key: string;
    }
  /** A file, with a line above it. The address of its run marks it, so that it can be found again after a crash. */
  | {
      readonly kind: "file";
      readonly name: string;
      readonly content: FileContent;
      readonly runUrl: string;
      readonly key: string;
    }
  /** Several cards are questions that wait together and are answered one by one or in one go. */
  | { readonly kind: "card"; readonly cards: readonly Card[]; readonly key: string }
  | { readonly kind: "proposal"; readonly card: ProposalCard; readonly key: string };

/** A question to a person, or how it was answered. */
export interface Card {
  readonly approval: Approval;
  readonly askedBy: string;
  readonly answeredBy: string | null;
  readonly editedBy: string | null;
  /** Who said yes so far. */
  readonly yesBy: readonly string[];
  /** In words, who may answer, and who was asked besides. */
  readonly approvers: string;
  readonly alsoAsked: string | null;
  /** In words, what became of the call once it was sent. */
  readonly sent: string | null;
  readonly mayUndo: boolean;
  /** Whether a yes can be given for more calls like this one at once. */
  readonly mayGrant: boolean;
  readonly dashboardUrl: string;
}

/** A change to the policy that waits for its confirmation, or how it was answered. */
export interface ProposalCard {
  readonly proposal: PolicyProposal;
  readonly proposedBy: string;
  readonly answeredBy: string | null;
  readonly rulesUrl: string;
}

/**
 * Nothing can be said at the moment: Slack is too busy or does not answer. That is no failure of what wants to be said; it
 * is tried again for as long as it takes.
 */
export class CannotSpeakNow extends ChiefError {
  constructor(cause: unknown) {
    super("conversation.cannot_speak_now", {
      message: `Slack cannot be spoken to at the moment: ${messageOf(cause)}`,
      cause,
    });
  }
}

/** `gone` means that the place cannot be written to and never will be: not in the channel, archived, deleted. */
export type Said =
  | { readonly ok: true; readonly ts: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * How a conversation reaches people. Owned here, implemented by the slack room. Trouble that may pass is thrown,
 * so that the job is tried again; what will not change comes back as a value.
 */
export interface Messenger {
  /**
   * Says something. With `mayBeThere` it may have been said before, whole or in part: the place is read back, and only
   * what is not there is said.
   */
  say(place: Place, utterance: Utterance, options: { mayBeThere: boolean }): Promise<Said>;
  /** Redraws the cards of a message in their place. A message that is gone is no trouble. */
  redraw(place: Place, ts: string, cards: readonly Card[]): Promise<void>;
  /** The channel of direct messages with a person; undefined when they cannot be written to. */
  directChannel(workspaceId: string, slackUserId: string): Promise<string | undefined>;
  /** Redraws a proposal in its place. */
  redrawProposal(place: Place, ts: string, card: ProposalCard): Promise<void>;
  /** Whether a message at a place shows all of a table; where it does not, its rows come as a file as well. */
  holds(place: Place, table: ShownTable): boolean;
  /** Begins to show that a run works. */
  progress(showing: Showing): Progress;
  /** Closes a plan that was left open by a crash, as far as it is there, with a word on why. */
  closePlan(place: Place, plan: OpenPlan): Promise<void>;
  /** The channel that `#name` or `<#C123|name>` means, or undefined. */
  findChannel(workspaceId: string, reference: string): Promise<{ id: string; name: string } | undefined>;
}
