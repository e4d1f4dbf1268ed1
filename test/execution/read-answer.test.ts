import { describe, expect, it } from "vitest";
import type { EgressAnswer } from "../../src/egress/index.ts";
import { readAnswer } from "../../src/execution/read-answer.ts";
import type { Integration } from "../../src/integrations/index.ts";
import { NOON } from "../support/team.ts";

const CARD = "http://chief.test/integrations/int_1";
const integration = { name: "Orders" } as Integration;

function read(status: number, body: string | Buffer, headers: Record<string, string> = {}) {
  const answer: EgressAnswer = {
    ok: true,
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(body),
    url: "https://api.test/",
    durationMs: 1,
  };
  return readAnswer(answer, { integration, cardUrl: CARD, now: NOON });
}

describe("understanding an answer", () => {
  it.each([
    ["an object", '{"a":1}', { a: 1 }],
    ["nothing", "", null],
    ["JSON behind a byte order mark", "\ufeff[1]", [1]],
  ])("takes %s", (_what, body, value) => {
    expect(read(200, body)).toMatchObject({ ok: true, body: value });
  });

  it("takes plain text as a text, without what cannot be stored", () => {
    expect(read(200, "pong\0", { "content-type": "text/plain" })).toMatchObject({ body: "pong\ufffd" });
  });

  it.each([
    ["text/html", "<!doctype html>", "a web page (HTML)"],
    ["application/json", "<html>", "a web page (HTML)"],
    ["text/x-log", "GET / 200", "“text/x-log”"],
  ])("names what came instead of JSON: %s", (type, body, named) => {
    expect(read(200, body, { "content-type": type })).toMatchObject({
      ok: false,
      code: "execution.not_json",
      message: expect.stringContaining(named),
    });
  });

  it("C1: leads to the card when the credential is refused", () => {
    expect(read(401, '{"message":"bad token"}')).toMatchObject({
      code: "execution.unauthorized",
      message: `Orders refused the credential (401): “bad token”. An admin can reconnect it: ${CARD}`,
    });
  });

  it("C12, C14: names the scopes that a refused call wants, and leads to a consent that asks for them", () => {
    const challenge = 'Bearer error="insufficient_scope", scope="orders:write gifts"';
    expect(read(403, "{}", { "www-authenticate": challenge })).toMatchObject({
      code: "execution.forbidden",
      message: `Orders wants more access for this. An admin can reconnect it with the scopes orders:write gifts: ${CARD}/reconnect?scopes=orders%3Awrite%20gifts`,
    });
    expect(read(403, "{}", { "www-authenticate": "Bearer" })).toMatchObject({
      message: expect.stringContaining("does not allow this"),
    });
  });

  it.each([
    [403, "{}", "execution.forbidden", "does not allow this"],
    [404, "{}", "execution.status_404", "does not exist or the path is not right"],
    [405, "{}", "execution.status_405", "not allowed on this path"],
    [302, "", "execution.status_302", "check its base URL"],
    [422, '{"detail":"qty must be positive"}', "execution.status_422", "qty must be positive"],
    [500, "<h1>oops</h1>", "execution.status_500", "an error on its side"],
  ])("says what a %i means", (status, body, code, words) => {
    expect(read(status, body)).toMatchObject({
      ok: false,
      status,
      code,
      message: expect.stringContaining(words),
    });
  });

  it("says when a rate limit clears", () => {
    expect(read(429, "", { "retry-after": "30" })).toMatchObject({
      message: "Orders is rate limiting us (429) for another 30 seconds. Try again then",
    });
  });

  it("C16: takes GitHub's 403 for too many requests for a rate limit", () => {
    const reset = String(NOON.getTime() / 1000 + 60);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    expect(read(403, "{}", headers)).toMatchObject({
      code: "execution.rate_limited",
      message: expect.stringContaining("another 60 seconds"),
    });
  });

  it.each([400, 404, 405, 410, 422])(
    "C17: says on %i that the API may have changed, and where to look",
    (status) => {
      expect(read(status, "{}")).toMatchObject({
        message: expect.stringContaining(`the API may have changed: ${CARD}`),
      });
    },
  );

  it.each<[string, string]>([
    ['{"error":{"message":"inner"}}', "inner"],
    ['{"error":"flat"}', "flat"],
    ['{"title":"Problem","detail":"RFC 9457"}', "RFC 9457"],
    ["plain words", "plain words"],
  ])("quotes the problem out of %s", (body, said) => {
    expect(read(400, body)).toMatchObject({ message: expect.stringContaining(`“${said}”`) });
  });

  it("quotes at most a few lines", () => {
    const outcome = read(400, "x".repeat(100_000));
    expect(outcome.ok ? "" : outcome.message.length).toBeLessThan(540);
  });

  it("gives the reason of the way out when there was no answer", () => {
    const failed = {
      ok: false,
      reason: "private_address",
      message: "10.0.0.1 is private",
      requestMayHaveBeenSent: false,
      durationMs: 1,
    } as const;
    expect(readAnswer(failed, { integration, cardUrl: CARD, now: NOON })).toMatchObject({
      code: "egress.private_address",
      message: `Orders: 10.0.0.1 is private. See ${CARD}`,
    });
  });
});
