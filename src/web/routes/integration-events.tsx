import type { Request, Response } from "express";
import type { Child } from "hono/jsx";
import { messageOf, sha256Hex } from "../../kernel/index.ts";
import { getMember } from "../../people/index.ts";
import { openEventStream } from "../http/event-stream.ts";
import type { ActivityRow } from "../pages/activity/activity-list.tsx";
import { LIVE_ACTIVITY_ID, LiveCalls } from "../pages/activity/live-activity.tsx";
import { IntegrationCard, type IntegrationSummary } from "../pages/integrations/integration-card.tsx";
import { Partial } from "../ui/partial.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { latestCalls } from "./activity-shown.ts";
import { summaries } from "./integration-summaries.ts";
import { visitorOf } from "./visitor.ts";

const LOOK_EVERY_MS = 3_000;

/** What the page of all integrations shows and keeps up to date. */
export interface Overview {
  readonly cards: readonly IntegrationSummary[];
  readonly calls: readonly ActivityRow[];
}

/** The cards of all integrations, and the latest calls that a visitor may see. */
export async function overviewFor(deps: WebDeps, visitor: Visitor): Promise<Overview> {
  const [cards, calls] = await Promise.all([
    summaries(deps, visitor.workspaceId),
    latestCalls(deps, visitor),
  ]);
  return { cards, calls };
}

const markOf = (shown: IntegrationSummary | Overview["calls"]) => JSON.stringify(shown);

/** What a page shows, short: a stream that is opened with it sends only what is different. */
export function seenIn({ cards, calls }: Overview): string {
  return sha256Hex(JSON.stringify([cards.map(markOf), markOf(calls)])).slice(0, 16);
}

/**
 * Keeps an open page of integrations as things are, whichever replica changed them, until the browser leaves or the person
 * has no business here any more.
 */
export function streamOverview(deps: WebDeps, request: Request, response: Response): void {
  const visitor = visitorOf(request);
  const stream = openEventStream(request, response);
  const send = (html: Child) => stream.send(deps.renderer.html(html));
  let shownCards: ReadonlyMap<string, string> | undefined;
  let shownCalls: string | undefined;

  async function look(): Promise<void> {
    const member = await getMember(deps.db, visitor.workspaceId, visitor.id);
    if (!member.active) return stream.close();
    const overview = await overviewFor(deps, { ...visitor, role: member.role });
    const isFirst = shownCards === undefined;
    if (!isFirst || request.query["seen"] !== seenIn(overview)) {
      sendCards(overview.cards, member.role === "admin");
      sendCalls(overview.calls);
    }
    shownCards = new Map(overview.cards.map((card) => [card.id, markOf(card)]));
    shownCalls = markOf(overview.calls);
  }

  function sendCards(cards: readonly IntegrationSummary[], mayManage: boolean): void {
    const draw = (card: IntegrationSummary) => (
      <IntegrationCard integration={card} now={deps.clock()} mayManage={mayManage} />
    );
    if (!shownCards) {
      send(
        <Partial target="#cards" swap="innerHTML">
          {cards.map(draw)}
        </Partial>,
      );
      return;
    }
    for (const card of cards.filter((one) => shownCards?.get(one.id) !== markOf(one)))
      send(updateOf(card, draw(card)));
    const there = new Set(cards.map(({ id }) => id));
    for (const id of [...shownCards.keys()].filter((one) => !there.has(one)))
      send(<Partial target={`#card-${id}`} swap="delete" />);
  }

  function updateOf(card: IntegrationSummary, drawn: Child): Child {
    return shownCards?.has(card.id) ? (
      <Partial target={`#card-${card.id}`} swap="outerHTML">
        {drawn}
      </Partial>
    ) : (
      <Partial target="#cards" swap="beforeend">
        {drawn}
      </Partial>
    );
  }

  function sendCalls(calls: Overview["calls"]): void {
    if (shownCalls === markOf(calls)) return;
    send(
      <Partial target={`#${LIVE_ACTIVITY_ID}`} swap="innerHTML">
        <LiveCalls calls={calls} now={deps.clock()} />
      </Partial>,
    );
  }

  async function lookOn(): Promise<void> {
    await look().catch((error: unknown) =>
      deps.logger.warn(
        { error: messageOf(error) },
        "what an open page shows could not be read; trying again",
      ),
    );
    if (!stream.closed.aborted) timer = setTimeout(() => void lookOn(), LOOK_EVERY_MS).unref();
  }
  let timer: NodeJS.Timeout | undefined;
  stream.closed.addEventListener("abort", () => clearTimeout(timer), { once: true });
  void lookOn();
}
