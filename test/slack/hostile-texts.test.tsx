/** Texts of others that try to be markup, in everything that Chief says and shows. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { answerMessages } from "../../src/slack/render/answer.ts";
import { cardMessage } from "../../src/slack/render/card.ts";
import { proposalMessage } from "../../src/slack/render/proposal.ts";
import { chooseView, denyView, editView, moreView } from "../../src/slack/render/question-views.ts";
import { validateBlocks, validateView } from "../../src/slack/validate-blocks.ts";
import { ApprovalView } from "../../src/web/pages/approvals/approval-view.tsx";
import { htmlOf } from "../web/html.ts";
import { APPROVALS, NOW } from "../web/samples.ts";
import { cardOf } from "./sample-card.ts";

const FILE =
  process.env["SLACK_TEXT_CORPUS"] ??
  fileURLToPath(new URL("../../../shared/bench/security/slack-text-corpus.json", import.meta.url));
const isThere = existsSync(FILE);
const cases: { id: string; text: string }[] = isThere ? JSON.parse(readFileSync(FILE, "utf8")).cases : [];

/** Every object in a message whose text Slack would read as markup, or that is more than text. */
function live(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { type, text, url } = value as { type?: string; text?: unknown; url?: string };
  const own =
    (type === "mrkdwn" || type === "markdown") && typeof text === "string"
      ? [text]
      : ["link", "user", "usergroup", "broadcast", "channel", "emoji", "image"].includes(type ?? "")
        ? [`${type}:${url ?? ""}`]
        : [];
  return [...own, ...Object.values(value).flatMap(live)];
}

const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

describe.skipIf(!isThere)("I4: the corpus of hostile texts (skipped where the file is not there)", () => {
  it.each(cases)("$id is inert in a card", ({ text }) => {
    const card = cardOf({
      request: {
        integration: text.slice(0, 100),
        title: text,
        url: `https://api.test/${encodeURIComponent(text.slice(0, 200))}`,
        body: { note: text },
      },
      approval: {
        askedBecause: text,
        reason: text,
        evidence: {
          again: text,
          look: text,
          before: {
            kind: "read",
            callId: "c",
            digest: "d",
            at: "2026-01-01T00:00:00Z",
            changes: [{ path: text, before: text, after: text }],
          },
          marks: [{ at: "note", value: text, source: text }],
        },
      },
      askedBy: text,
    });
    for (const message of [
      cardMessage([card]),
      cardMessage([card, card]),
      cardMessage([{ ...card, approval: { ...card.approval, state: "denied" } }]),
    ]) {
      expect(validateBlocks(message.blocks)).toEqual([]);
      const alive = live(message.blocks).filter((found) => !found.startsWith("Expires <!date^"));
      expect(alive).toEqual([]);
      expect(JSON.stringify(message.blocks)).not.toMatch(INVISIBLE);
      expect(message.text).not.toMatch(/<[!@#]|<https?:/);
    }
  });

  it.each(cases)("$id is inert in an answer", ({ text }) => {
    const receipt = { calls: [], approvedBy: [], modelCalls: 0, tokens: 0, durationMs: 1 };
    const answer = { text, tables: [] };
    const messages = answerMessages(
      { kind: "answer", answer, receipt, runUrl: "https://chief.test/runs/1", key: "k" } as never,
      new Set(["api.github.com", "chief.test"]),
    );
    const said = messages.flatMap(({ blocks }) => live(blocks)).join("\n");
    expect(said).not.toMatch(/<!(channel|here|everyone)|<@U|<#C/);
    expect(said).not.toMatch(/\]\((?!https:\/\/(api\.github\.com|chief\.test)\/)/);
    expect(JSON.stringify(messages)).not.toMatch(INVISIBLE);
  });

  it.each(cases)("$id is inert in the modals of a card", ({ text }) => {
    const { approval } = cardOf({
      request: { title: text, url: `https://api.test/${encodeURIComponent(text.slice(0, 200))}` },
    });
    const field = { name: text, hint: text, text: text.slice(0, 2_000), isLong: true, isRequired: true };
    const views = [
      denyView(approval.id),
      editView(approval, [field]),
      chooseView([approval, { ...approval, id: "apr_2" }]),
      chooseView(Array.from({ length: 8 }, (_, at) => ({ ...approval, id: `apr_${at}` }))),
      moreView({ approval, covers: text, amountArgument: text }),
    ];
    for (const view of views) {
      if (!view) throw new Error("there is no such modal");
      expect(validateView(view)).toEqual([]);
      expect(live(view)).toEqual([]);
      // What is edited stands in its field as it is, or the edit would change it.
      expect(JSON.stringify(view, (key, value) => (key === "initial_value" ? "" : value))).not.toMatch(
        INVISIBLE,
      );
      expect(view.private_metadata).toMatch(/^apr_\d+( apr_\d+)*$/);
    }
  });

  it.each(cases)("$id is inert in a rule or a grant that is proposed", ({ text }) => {
    const [described, words, name] = [text.slice(0, 1_500), text.slice(0, 500), text.slice(0, 80)];
    const draft = { predicate: {}, described, words, effect: { kind: "refuse" } } as const;
    const proposal = {
      ...{
        id: "prop_1",
        content: { kind: "make_rule", draft, note: words },
        state: "pending",
        failure: null,
      },
    };
    for (const state of ["pending", "confirmed", "impossible"]) {
      const card = { proposal: { ...proposal, state, failure: text }, proposedBy: name, answeredBy: name };
      const message = proposalMessage({ ...card, rulesUrl: "https://chief.test/rules" } as never);
      expect(validateBlocks(message.blocks)).toEqual([]);
      expect(live(message.blocks)).toEqual([]);
      expect(JSON.stringify(message)).not.toMatch(INVISIBLE);
      expect(message.text).not.toMatch(/<[!@#]|<https?:/);
    }
  });

  it.each(cases)("$id is inert on a page", ({ text }) => {
    const [sample] = APPROVALS;
    if (!sample) throw new Error("no sample");
    const approval = {
      ...sample,
      title: text,
      askedBecause: text,
      requestedBy: text,
      request: { ...sample.request, body: { note: text } },
      evidence: { again: text, look: text, marks: [{ at: text, value: text, source: text }] },
    };
    const html = htmlOf(<ApprovalView approval={approval} now={NOW} />);
    expect(html).not.toMatch(INVISIBLE);
    expect(html).not.toMatch(/href="(?!\/)/);
    expect(html).not.toMatch(/<(script|img|iframe)/i);
  });
});
