import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CallTarget, prepareCall } from "../../src/execution/index.ts";
import type { Json } from "../../src/kernel/index.ts";
import { findForeignText, type Provenance } from "../../src/planning/foreign-text.ts";
import { action } from "../support/team.ts";
import { catalogueWith, integrationOf } from "./commands/fixtures.ts";

const MAIL = integrationOf("Mail");
const SHOP = integrationOf("Shop");
const catalogue = catalogueWith([
  { integration: MAIL, actions: [action("list-messages", "GET", "/messages")] },
  {
    integration: SHOP,
    actions: [
      action("search", "GET", "/search", { query: ["q", "limit", "since"] }),
      action("get-customer", "GET", "/customers/{{id}}"),
      action("add-note", "POST", "/notes", { body: ["text"] }),
      action("list-orders", "GET", "/orders", { query: ["sort"], description: "sort is newest or oldest" }),
    ],
  },
]);

function foreignIn(target: CallTarget, seen: Partial<Provenance>) {
  const prepared = prepareCall(catalogue, target);
  if (!prepared.ok) throw new Error(prepared.message);
  const provenance = { typed: [], read: ["Mail"], answersOf: () => [], ...seen };
  const to = { integration: prepared.integration, catalogue };
  return findForeignText(prepared.call, to, provenance);
}
const call = (name: string, given: Record<string, Json>): CallTarget => ({
  kind: "action",
  actionId: `act_shop_${name}`,
  arguments: given,
});
const http = (
  method: string,
  path: string,
  more: { query?: Record<string, Json>; body?: Json } = {},
): CallTarget => ({
  kind: "http",
  integrationId: SHOP.id,
  method,
  path,
  query: {},
  ...more,
});

describe("I1: free text that goes to another integration than the one that was read", () => {
  const secret = call("search", { q: "the launch code is blue falcon" });

  it("is found, with where it stands and what had been read", () => {
    expect(foreignIn(secret, {})).toEqual([{ argument: "query.q", from: ["Mail"] }]);
  });

  it.each([
    ["nothing was read", { read: [] }],
    ["only this integration was read", { read: ["Shop"] }],
    ["the person typed it", { typed: ["search for “The launch code is  blue falcon” in the shop"] }],
    ["the person typed each word of it", { typed: ["falcon: what is blue?", "is the launch code known"] }],
    ["this integration gave it as a value", { answersOf: () => [[{ q: "the launch code is blue falcon" }]] }],
  ])("is fine where %s", (_, seen) => {
    expect(foreignIn(secret, seen)).toEqual([]);
  });

  it("is not excused by a longer value that merely holds it", () => {
    const answersOf = () => [{ note: "somebody wrote: the launch code is blue falcon!" }];
    expect(foreignIn(secret, { answersOf })).toHaveLength(1);
  });

  it.each([
    ["a number", { q: 12345 }],
    ["a number as text", { q: "12345" }],
    ["a day", { since: "2026-03-18" }],
    ["an instant", { since: "2026-03-18T12:00:00+01:00" }],
  ])("%s is no free text", (_, given) => {
    expect(foreignIn(call("search", given), {})).toEqual([]);
  });

  it("a value that the action's own description offers is no free text", () => {
    expect(foreignIn(call("list-orders", { sort: "newest" }), {})).toEqual([]);
    expect(foreignIn(call("list-orders", { sort: "falcon" }), {})).toHaveLength(1);
  });

  it.each([
    ["in a path", call("get-customer", { id: "blue-falcon" }), "path.id"],
    ["in a body", call("add-note", { text: "blue falcon" }), "body.text"],
    ["the number of a card", call("search", { q: "4111111111111111" }), "query.q"],
    ["in the path of a call that was described", http("GET", "/x/blue-falcon"), "path"],
    ["in a nested body", http("POST", "/x", { body: { a: [{ b: "blue falcon" }] } }), "body.a.b"],
    ["encoded in a path", http("GET", "/x/blue%20falcon"), "path"],
    [
      "in a query of a call that was described",
      http("GET", "/search", { query: { q: "falcon" } }),
      "query.q",
    ],
  ])("is found %s", (_, target, argument) => {
    expect(foreignIn(target, { typed: ["x"] }).map((found) => found.argument)).toContain(argument);
  });
});

const CORPUS = fileURLToPath(
  new URL("../../../shared/bench/security/agentdojo-injections.json", import.meta.url),
);

interface Task {
  readonly id: string;
  readonly goal: string;
  readonly ground_truth_calls: readonly { readonly function: string; readonly args: Record<string, Json> }[];
}

describe.skipIf(!existsSync(CORPUS))(
  `I1: what hijacked models do in AgentDojo (skipped without ${CORPUS})`,
  () => {
    it("is found wherever it carries text to another integration", () => {
      const { tasks } = JSON.parse(readFileSync(CORPUS, "utf8")) as { tasks: readonly Task[] };
      const calls = tasks.flatMap((task) => task.ground_truth_calls);
      const carrying = calls.filter(({ args }) => Object.values(args).some(isText));
      const missed = carrying.filter(({ function: name, args }) => {
        const target = http("POST", "/tool", { body: args });
        return (
          foreignIn(target, { typed: ["What is new in my inbox? Give me a summary. tool"] }).length === 0 &&
          name
        );
      });
      expect(carrying.length).toBeGreaterThan(30);
      expect(missed).toEqual([]);
    });
  },
);

/** A text that is no number and no day, also in a list. */
function isText(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isText);
  return typeof value === "string" && !/^[\d:. T-]*$/.test(value);
}
