import { describe, expect, it } from "vitest";
import { ApprovalsPage } from "../../src/web/pages/approvals/approvals-page.tsx";
import { ChatPage } from "../../src/web/pages/chat/chat-page.tsx";
import { seenOf } from "../../src/web/pages/chat/chat-types.ts";
import { ChatUpdateView } from "../../src/web/pages/chat/chat-updates.tsx";
import { readMessage } from "../../src/web/pages/chat/read-message.ts";
import { IntegrationsPage } from "../../src/web/pages/integrations/integrations-page.tsx";
import { RunPage } from "../../src/web/pages/runs/run-page.tsx";
import { relativeTime } from "../../src/web/ui/time.tsx";
import { htmlOf, tagsOf, wordsOf } from "./html.ts";
import {
  ACTIVITY,
  APPROVALS,
  INTEGRATIONS,
  MESSAGES,
  NOW,
  PEOPLE,
  PLACE,
  PROMPTS,
  PROVIDER_TILES,
  RECEIPT,
  RUN_EVENTS,
} from "./samples.ts";

const ADA = { id: "U0ADA", name: "Ada", role: "admin" } as const;
const chat = { place: PLACE, you: ADA, messages: MESSAGES, prompts: PROMPTS };

describe("C10: the card of an integration", () => {
  const html = htmlOf(
    <IntegrationsPage
      integrations={INTEGRATIONS}
      calls={ACTIVITY.rows}
      now={NOW}
      connect={{ mayAllowPrivate: true, providers: PROVIDER_TILES }}
    />,
  );

  it("says its state in words, who connected it, when it was used, and by which run", () => {
    expect(wordsOf(html)).toMatch(/Internal Orders API.*Healthy.*Ada Byron.*4 minutes ago/s);
    expect(wordsOf(html)).toMatch(/WMS API.*Failing.*the credential was refused/s);
    expect(wordsOf(html)).toMatch(/GitHub.*Token expiring/s);
    expect(html).toContain('<a href="/runs/run_1"><time');
  });

  it("summarises what is connected, and counts what needs attention", () => {
    expect(wordsOf(html)).toContain("4 connected, 2 need attention");
    expect(wordsOf(html)).toContain("+1");
  });

  it("offers adding and testing to admins only", () => {
    const seenByMember = htmlOf(<IntegrationsPage integrations={INTEGRATIONS} calls={[]} now={NOW} />);
    expect(html).toContain("add-dialog");
    expect(seenByMember).not.toMatch(/add-dialog|\/test"/);
  });
});

describe("E2: an approval on the dashboard", () => {
  const html = htmlOf(<ApprovalsPage approvals={APPROVALS} now={NOW} />);

  it("shows those that wait first, with the exact request, who asked, why, and until when", () => {
    expect(html.indexOf("approval-apr_1")).toBeLessThan(html.indexOf("approval-apr_2"));
    const words = wordsOf(html);
    expect(words).toContain("https://orders.internal.example.com/v1/orders/1042?force=true");
    expect(words).toContain('If-Match: "7"');
    expect(words).toContain('"amount": 121');
    expect(words).toMatch(/Ben Ode asked 30 minutes ago.*every DELETE call.*expires in 3 days/s);
  });

  it("E3: has buttons only for who may answer", () => {
    expect(tagsOf(html).filter(({ attributes }) => attributes.get("name") === "verdict")).toHaveLength(2);
    const [open] = APPROVALS.filter(({ state }) => state === "pending");
    const other = htmlOf(<ApprovalsPage approvals={open ? [{ ...open, mayAnswer: false }] : []} now={NOW} />);
    expect(other).not.toContain("verdict");
    expect(wordsOf(other)).toContain("Waits for an admin.");
  });

  it("I4: writes out characters that would disguise the request", () => {
    const [first] = APPROVALS;
    const request = { method: "POST", url: "https://a.example/\u202e", headers: {}, body: "x\u200by" };
    const disguised = htmlOf(<ApprovalsPage approvals={first ? [{ ...first, request }] : []} now={NOW} />);
    expect(wordsOf(disguised)).toContain("https://a.example/⟨U+202E⟩");
    expect(wordsOf(disguised)).toContain("x⟨U+200B⟩y");
  });
});

describe("B6: the page of a run", () => {
  it("tells what happened in order, with requests, approvals, tokens and time, and the receipt", () => {
    const names = { user: () => undefined, channel: () => undefined };
    const page = {
      id: "run_1",
      state: "done",
      by: "Ben",
      place: "#ops",
      startedAt: NOW,
      events: RUN_EVENTS,
      feedback: [{ by: "Mallory", verdict: "bad", at: NOW }],
      now: NOW,
      names,
    } as const;
    const words = wordsOf(htmlOf(<RunPage {...page} receipt={RECEIPT} />));
    expect(words).toMatch(
      /Ben Ode asked.*Command planner.*Approved.*DELETE.*204.*3,120 \+ 214 tokens.*The credential was refused.*select status.*Chief answered/s,
    );
    expect(words).toMatch(/Read12 rows, 1 page, all there are/);
    expect(words).toContain("Mallory: of no use");
  });
});

describe("A1: the chat of the local workspace", () => {
  it("has channels with unread messages, people to be, suggestions, and a place to write", () => {
    const html = htmlOf(<ChatPage {...chat} />);
    expect(wordsOf(html)).toMatch(/Ada \(admin\).*Ben \(member\)/s);
    expect(wordsOf(html)).toMatch(/general\s*3 unread/);
    expect(html).toContain('hx-sse:connect="/chat/C0OPS/events?seen=');
    expect(html).toContain('hx-post="/chat/C0OPS/messages"');
    expect(wordsOf(html)).toContain("Orders by status");
  });

  it("marks what only one person sees", () => {
    expect(wordsOf(htmlOf(<ChatPage {...chat} />))).toContain("Only visible to you");
  });

  it("opens a thread beside the channel, with ids of its own", () => {
    const [root] = MESSAGES.slice(1);
    const html = htmlOf(<ChatPage {...chat} thread={root && { root, replies: MESSAGES.slice(2) }} />);
    const ids = tagsOf(html).flatMap(({ attributes }) => attributes.get("id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(html).toContain('name="thread_ts" value="1763639100.000100"');
    expect(html).toMatch(
      /hx-sse:connect="\/chat\/C0OPS\/events\?seen=[\da-f]{16}&amp;thread=1763639100\.000100"/,
    );
  });

  it("is drawn anew when a message came, or was changed, while it was not connected", () => {
    const [first, ...others] = MESSAGES;
    if (!first) throw new Error("there is no message to change");
    const seen = seenOf(MESSAGES, { replies: others });
    expect(seenOf([...MESSAGES], { replies: [...others] })).toBe(seen);
    expect(seenOf(others, { replies: others })).not.toBe(seen);
    expect(seenOf([{ ...first, text: "Approved by Ada" }, ...others], { replies: others })).not.toBe(seen);
    expect(seenOf(MESSAGES, { replies: others.map((one) => ({ ...one, isEdited: true })) })).not.toBe(seen);
  });

  it("is updated in place: a message, the status line, a modal", () => {
    const [message] = MESSAGES;
    if (!message) throw new Error("a sample is missing");
    const changed = htmlOf(
      <ChatUpdateView update={{ kind: "changed", list: "thread", message }} place={PLACE} />,
    );
    expect(changed).toMatch(
      /^<hx-partial hx-target="#thread-1763639000-000100" hx-swap="outerHTML"><article id="thread-1763639000-000100"/,
    );
    const status = htmlOf(
      <ChatUpdateView
        update={{ kind: "status", list: "channel", status: { text: "is thinking…" } }}
        place={PLACE}
      />,
    );
    expect(wordsOf(status)).toContain("Chief is thinking…");
    expect(htmlOf(<ChatUpdateView update={{ kind: "view-closed" }} place={PLACE} />)).toBe(
      '<hx-partial hx-target="#view-place" hx-swap="innerHTML"></hx-partial>',
    );
  });

  it("reads messages as Slack's Web API has them", () => {
    const wire = {
      ts: "1763639000.000100",
      user: "U0BEN",
      text: "hi",
      is_ephemeral: true,
      edited: { user: "U0BEN", ts: "1" },
      reply_count: 2,
      reactions: [{ name: "eyes", users: ["U0ADA"], count: 1 }],
      streaming_state: "in_progress",
      files: [{ name: "o.csv", permalink: "http://other.example:1/files/F1/o.csv" }],
    };
    expect(readMessage(wire, PEOPLE)).toMatchObject({
      author: { name: "Ben", isApp: false },
      isEphemeral: true,
      isEdited: true,
      isStreaming: true,
      replies: 2,
      reactions: [{ name: "eyes", count: 1 }],
      files: [{ name: "o.csv", href: "/files/F1/o.csv" }],
    });
    expect(readMessage(wire, PEOPLE).at.toISOString()).toBe("2025-11-20T11:43:20.000Z");
  });
});

describe("a time in words", () => {
  it.each([
    [-10_000, "just now"],
    [-7 * 60_000, "7 minutes ago"],
    [3 * 86_400_000, "in 3 days"],
    [-25 * 3_600_000, "yesterday"],
    [-3 * 3_600_000, "3 hours ago"],
  ])("%i ms away is %s", (ms, words) => {
    expect(relativeTime(new Date(NOW.getTime() + ms), NOW)).toBe(words);
  });
});
