import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { safeReturnTo } from "../../src/web/http/safe-return-to.ts";

const CORPUS = fileURLToPath(
  new URL("../../../shared/bench/security/return-to-corpus.json", import.meta.url),
);
const why = existsSync(CORPUS) ? "" : ` (skipped: ${CORPUS} is not on this machine)`;

interface Corpus {
  readonly cases: readonly { readonly id: string; readonly value: unknown; readonly expected: string }[];
}

describe("I5: where a browser goes after signing in", () => {
  it.each([
    "/",
    "/integrations",
    "/runs/run_01k",
    "/chat/C1?thread=1763639000.000100",
    "/runs?q=a+b&state=done#x",
    "/a/",
  ])("is %s, a page of Chief", (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%2f/evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/./evil",
    "/../evil",
    "/a/..//evil.example",
    "/a//b",
    "javascript:alert(1)",
    "?x",
    "#x",
    "",
    " /x",
    "/x y",
    "/ｅvil",
    `/${"a".repeat(3000)}`,
    "/sign-in",
    "/sign-out",
    "/oauth/callback",
    "/API/v1",
    "/assets/x",
    null,
    undefined,
    7,
    ["/x"],
    { toString: () => "/x" },
  ])("is the start page for %j", (value) => {
    expect(safeReturnTo(value)).toBe("/");
  });

  it.skipIf(why !== "")(`agrees with every case of the corpus${why}`, () => {
    const { cases } = JSON.parse(readFileSync(CORPUS, "utf8")) as Corpus;
    const wrong = cases.filter(({ value, expected }) => safeReturnTo(value) !== expected);
    expect(cases.length).toBeGreaterThan(15);
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it("resolves to our own origin, whatever a URL parser makes of it", () => {
    for (const value of ["/integrations", "/a?b=//evil.example", "/x@evil.example"]) {
      expect(new URL(safeReturnTo(value), "https://chief.example").origin).toBe("https://chief.example");
    }
  });

  it("answers at once for a text made to be slow", () => {
    const started = performance.now();
    safeReturnTo(`/${"a/".repeat(20_000)}!`);
    safeReturnTo(`/${"a.".repeat(20_000)}!`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
