import { describe, expect, it } from "vitest";
import { callsChief, plainRequest } from "../../src/slack/incoming-text.ts";

describe("B1: what a person wrote, out of Slack's encoding", () => {
  it.each([
    ["<@U0CHIEF> list orders", "list orders"],
    ["<@U0CHIEF|chief> list orders", "list orders"],
    ["hey <@U0CHIEF>, list orders", "hey  , list orders"],
    ["Chief, list orders", "list orders"],
    ["ok chief: list orders", "list orders"],
    ["<@U0CHIEF> chief, list orders", "list orders"],
    ["a &lt;b&gt; &amp; &amp;lt;c", "a <b> & &lt;c"],
    ["see <https://x.test/a?b=1&amp;c=2|the page>", "see https://x.test/a?b=1&c=2"],
    ["see <https://x.test/a>", "see https://x.test/a"],
    ["mail <mailto:a@x.test|a@x.test>", "mail a@x.test"],
    ["post it in <#C1|ops>", "post it in <#C1|ops>"],
    ["GET /orders?since=&lt;ISO8601&gt;", "GET /orders?since=<ISO8601>"],
    ["<@U0CHIEF>", ""],
  ])("%s", (text, plain) => {
    expect(plainRequest(text, "U0CHIEF")).toBe(plain);
  });

  it.each([
    ["Chief, list orders", true],
    ["  hey chief: list orders", true],
    ["Ok Chief! stop", true],
    ["the chief, I think, is out", false],
    ["chief list orders", false],
    ["Chiefs, unite", false],
  ])("“%s” calls Chief: %s", (text, calls) => {
    expect(callsChief(text)).toBe(calls);
  });
});
