import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../src/policy/index.ts";
import { compilePattern, faultOfPattern, readPath } from "../../src/policy/path-pattern.ts";
import { ALLOW, bookOf, callOf, ORDERS, REFUSE, ruleOf } from "./calls.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const TO_ORDERS = { integrations: [{ id: ORDERS.id, slug: ORDERS.slug }] };

describe("E6: path patterns", () => {
  it.each([
    ["/orders", "/orders", true],
    ["/orders", "/orders/7", false],
    ["/orders/*", "/orders/7", true],
    ["/orders/*", "/orders/7/items", false],
    ["/orders/{id}/refund", "/orders/7/refund", true],
    ["/orders/:id", "/orders/7", true],
    ["/orders/**", "/orders", true],
    ["/orders/**", "/orders/7/items/3", true],
    ["/**/refund", "/orders/7/refund", true],
    ["/**/refund", "/orders/7/refunds", false],
    ["/order-*", "/order-history", true],
    ["/order-*", "/customers", false],
    ["/**", "/", true],
    ["/**", "/orders", true],
    ["/**/b", "/a/a/b", true],
    ["/**/b/c", "/b/x/b/c", true],
    ["/*-*", "/order-7", true],
    ["/*7*", "/order", false],
    ["/a*c", "/abcc", true],
    ["/orders", "/", false],
    ["/orders/**", "/customers", false],
    ["/orders/*/x", "/orders/7", false],
  ])("%s against %s: %s", (pattern, path, fits) => {
    const readings = readPath(path, 0);
    const compiled = compilePattern(pattern);
    expect(compiled.fitsAny(readings)).toBe(fits);
    expect(compiled.fitsPlainly(readings)).toBe(fits);
  });

  it.each([
    ["orders", /begins with a slash/],
    ["/a b", /no blanks/],
    ["/a?b=1", /no query/],
    ["/a#b", /no #/],
    [`/${"a".repeat(200)}`, /200 characters/],
    ["/a".repeat(21), /20 parts/],
  ])("refuses %s", (pattern, why) => {
    expect(faultOfPattern(pattern)).toMatch(why);
  });

  it.each(["/", "/orders/*", `/${"a".repeat(199)}`, "/a".repeat(20)])("takes %s", (pattern) => {
    expect(faultOfPattern(pattern)).toBeUndefined();
  });

  it("has no plain reading where a segment is missing", () => {
    expect(compilePattern("/**").fitsPlainly(readPath("//orders", 0))).toBe(false);
    expect(compilePattern("/**").fitsPlainly(readPath("/orders//7", 0))).toBe(false);
    expect(compilePattern("/**").fitsPlainly(readPath("/orders/7/", 0))).toBe(false);
  });

  it("reads through dots, and through three layers of encoding and no more", () => {
    const fits = (path: string) => compilePattern("/orders/*").fitsAny(readPath(path, 0));
    expect(fits("/%2e/orders/7")).toBe(true);
    expect(fits("/%252e/orders/7")).toBe(true);
    expect(fits("/%25256frders/7")).toBe(true);
    expect(fits("/%2525256frders/7")).toBe(false);
  });

  it("takes time linear in the path for a hostile pattern", () => {
    const compiled = compilePattern(`/${"**/a/".repeat(9)}b`);
    const readings = readPath(`/${"a/".repeat(20_000)}c`, 0);
    const startedAt = performance.now();
    expect(compiled.fitsAny(readings)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("E6 I1: another spelling of a path escapes no rule, and opens none", () => {
  const refusing = bookOf(ruleOf({ ...TO_ORDERS, paths: ["/orders/*"] }, REFUSE));
  const allowing = bookOf(ruleOf({ ...TO_ORDERS, methods: ["POST"], paths: ["/orders/*"] }, ALLOW));

  it.each([
    "/orders/7/",
    "/orders//7",
    "/ORDERS/7",
    "/%6frders/7",
    "/%256frders/7",
    "/orders%2F7",
    "/orders%252F7",
    "/orders%5C7",
    "/orders;v=1/7",
    "/orders/7.json",
    "/orders/7;x.json",
    "/x/..%2Forders/7",
    "/x/%252e%252e/orders/7",
    "/./orders/7",
    "/x/../orders/7",
    "/ｏrders/7",
    "/orders/%37%20",
  ])("%s", (path) => {
    expect(decide(callOf("POST", path), refusing, NOW).kind).toBe("refuse");
    const { pathname } = new URL(callOf("POST", path).request.url);
    const isAsWritten = ["/v1/orders/7", "/v1/orders/7.json"].includes(pathname);
    expect(decide(callOf("POST", path), allowing, NOW).kind).toBe(isAsWritten ? "allow" : "ask");
  });

  it("holds for random disguises of each letter", () => {
    const disguise = fc.constantFrom(
      (letter: string) => letter,
      (letter: string) => letter.toUpperCase(),
      (letter: string) => `%${letter.charCodeAt(0).toString(16)}`,
      (letter: string) => `%25${letter.charCodeAt(0).toString(16)}`,
    );
    const slash = fc.constantFrom("/", "//", "/./", "%2f", "%2F", "%252f", "%5c");
    const spelled = fc
      .tuple(slash, ...[..."orders"].map(() => disguise))
      .map(
        ([between, ...by]) => `/${[..."orders"].map((letter, at) => by[at]?.(letter)).join("")}${between}7`,
      );
    fc.assert(
      fc.property(spelled, (path) => decide(callOf("POST", path), refusing, NOW).kind === "refuse"),
      { numRuns: 300 },
    );
  });
});
