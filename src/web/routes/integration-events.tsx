import type { Request, Response } from "express";
import type { Child } from "hono/jsx";
import { messageOf, sha256Hex } from "../../kernel/index.ts";
import { getMember } from "../../people/index.ts";
import { openEventStream } from "../http/event-stream.ts";
import { IntegrationCard, type IntegrationSummary } from "../pages/integrations/integration-card.tsx";
import { Partial } from "../ui/partial.tsx";
import type { WebDeps } from "../web-deps.ts";
import { summaries } from "./integration-summaries.ts";
import { visitorOf } from "./visitor.ts";

const LOOK_EVERY_MS = 3_000;

const markOf = (card: IntegrationSummary) => JSON.stringify(card);

/** What a page shows, short: a stream that is opened with it sends only what is different. */
export function seenIn(cards: readonly IntegrationSummary[]): string {
  return sha256Hex(JSON.stringify(cards.map(markOf))).slice(0, 16);
}

/**
 * Keeps the cards of an open page as they are, whichever replica changed them, until the browser leaves or the person has
 * no business here any more.
 */
export function streamCards(deps: WebDeps, request: Request, response: Response): void {
  const { workspaceId, id: memberId } = visitorOf(request);
  const stream = openEventStream(request, response);
  let shown: ReadonlyMap<string, string> | undefined;

  async function look(): Promise<void> {
    const member = await getMember(deps.db, workspaceId, memberId);
    if (!member.active) return stream.close();
    const cards = await summaries(deps, workspaceId);
    const now = new Map(cards.map((card) => [card.id, markOf(card)]));
    const draw = (card: IntegrationSummary) => (
      <IntegrationCard integration={card} now={deps.clock()} mayManage={member.role === "admin"} />
    );
    const send = (html: Child) => stream.send(deps.renderer.html(html));
    if (shown) {
      for (const card of cards.filter(({ id }) => shown?.get(id) !== now.get(id)))
        send(updateOf(card, draw(card)));
      for (const id of [...shown.keys()].filter((one) => !now.has(one)))
        send(<Partial target={`#card-${id}`} swap="delete" />);
    } else if (request.query["seen"] !== seenIn(cards)) {
      send(
        <Partial target="#cards" swap="innerHTML">
          {cards.map(draw)}
        </Partial>,
      );
    }
    shown = now;
  }

  function updateOf(card: IntegrationSummary, drawn: Child): Child {
    return shown?.has(card.id) ? (
      <Partial target={`#card-${card.id}`} swap="outerHTML">
        {drawn}
      </Partial>
    ) : (
      <Partial target="#cards" swap="beforeend">
        {drawn}
      </Partial>
    );
  }

  async function lookOn(): Promise<void> {
    await look().catch((error: unknown) =>
      deps.logger.warn(
        { error: messageOf(error) },
        "the cards of an open page could not be read; trying again",
      ),
    );
    if (!stream.closed.aborted) timer = setTimeout(() => void lookOn(), LOOK_EVERY_MS).unref();
  }
  let timer: NodeJS.Timeout | undefined;
  stream.closed.addEventListener("abort", () => clearTimeout(timer), { once: true });
  void lookOn();
}
