import type { KnownBlock } from "@slack/types";
import { type Answerer, type Approval, listApprovals, mayAnswer } from "../../approvals/index.ts";
import type { Card, Conversation } from "../../conversation/index.ts";
import type { Db } from "../../database/index.ts";
import type { Clock } from "../../kernel/index.ts";
import { getMember, groupIdsOf } from "../../people/index.ts";
import { waitingBlocks } from "../render/card.ts";
import { inShort, outcomeWords } from "../render/card-parts.ts";
import { plainWords } from "../render/untrusted.ts";
import type { HomeSection } from "./home-view.ts";

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly conversation: Pick<Conversation, "cards">;
}

/** Looked through for what concerns one person. */
const MOST_LOOKED_AT = 100;
/** Each takes up to eight blocks of the hundred. */
const MOST_WHOLE = 6;
const MOST_LINES = 8;
const DECIDED_FOR_MS = 86_400_000;

/**
 * The approvals of one person: whole cards with their buttons for those that wait for them, a line each for those that
 * wait for others, and how the last ones were decided.
 */
export function createApprovalsSection({ db, clock, conversation }: Deps): HomeSection {
  return async ({ workspaceId, memberId }) => {
    const member = await getMember(db, workspaceId, memberId);
    const answerer: Answerer = { ...member, groupIds: await groupIdsOf(db, member) };
    const since = clock().getTime() - DECIDED_FOR_MS;
    const [waiting, newest] = await Promise.all([
      listApprovals(db, { workspaceId, state: "pending", limit: MOST_LOOKED_AT }),
      listApprovals(db, { workspaceId, limit: MOST_LOOKED_AT }),
    ]);
    const decided = newest.filter(
      (one) => one.state !== "pending" && isOf(one, answerer) && (one.answeredAt?.getTime() ?? 0) > since,
    );
    const cardsOf = (of: readonly Approval[]) => conversation.cards(of);
    return sectionBlocks({
      forYou: await cardsOf(waiting.filter((one) => mayAnswer(one, answerer))),
      forOthers: await cardsOf(
        waiting.filter((one) => one.requestedBy === memberId && !mayAnswer(one, answerer)),
      ),
      decided: await cardsOf(decided.slice(0, MOST_LINES)),
    });
  };
}

/** Whether a question is shown on a person's Home tab. */
export function isOf(approval: Approval, answerer: Answerer): boolean {
  return approval.requestedBy === answerer.id || mayAnswer(approval, answerer);
}

function sectionBlocks(of: {
  forYou: readonly Card[];
  forOthers: readonly Card[];
  decided: readonly Card[];
}): KnownBlock[] {
  const { forYou, forOthers, decided } = of;
  const more = forYou.length - MOST_WHOLE;
  return [
    { type: "header", text: { type: "plain_text", text: "Approvals" } },
    ...(forYou.length === 0 ? [plainWords("Nothing waits for you.")] : []),
    ...forYou.slice(0, MOST_WHOLE).flatMap(waitingBlocks),
    ...(more > 0 ? [plainWords(`${more} more wait for you; they are on the dashboard.`)] : []),
    ...lines("Waiting for others", forOthers, ({ approvers }) => `waits for ${approvers}`),
    ...lines("Decided lately", decided, outcomeWords),
  ];
}

function lines(title: string, cards: readonly Card[], words: (card: Card) => string): KnownBlock[] {
  if (cards.length === 0) return [];
  const text = cards.slice(0, MOST_LINES).map((card) => {
    const { integration, title: what } = card.approval.request;
    return `• ${inShort(what)} (${inShort(integration)}): ${inShort(words(card))}`;
  });
  return [plainWords(`${title}:\n${text.join("\n")}`)];
}
