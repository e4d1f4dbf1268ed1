import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createAnswerMapper } from "../../../src/actions/mapping/answer-mapper.ts";
import type { Json } from "../../../src/kernel/index.ts";

const mapper = createAnswerMapper();
afterAll(() => mapper.close());

const jmespath = (expression: string) => ({ kind: "jmespath", expression }) as const;
const DATA: Json = {
  a: Array.from({ length: 1000 }, () => 1),
  s: `${"a".repeat(34)}!`,
  orders: [
    { id: 1, total: 20 },
    { id: 2, total: 22 },
  ],
};

/** Expressions that take all time, memory or stack there is when nothing stops them. */
const KILLERS: Readonly<Record<string, string>> = {
  doubling: `a${"|[@,@]".repeat(40)}|to_string(@)`,
  "nested projections": `a${"[*].[$.a]".repeat(12)}`,
  "a join of a join": "join(join(to_string(a), a[*].to_string(@)), join(to_string(a), a[*].to_string($)))",
  parentheses: `${"(".repeat(1900)}a${")".repeat(1900)}`,
  "replication in a map": "map(&map(&map(&to_string($), $.a), $.a), a)",
};

describe("C5: JMESPath, sealed", () => {
  it("maps an answer, and says what is wrong with an expression", async () => {
    expect(await mapper.map(jmespath("{ids: orders[].id, sum: sum(orders[].total)}"), DATA)).toEqual({
      ok: true,
      value: { ids: [1, 2], sum: 42 },
    });
    expect(await mapper.map(jmespath("nothing.here"), DATA)).toEqual({ ok: true, value: null });
    expect(await mapper.faultIn("orders[?total > `21`].id")).toBeUndefined();
    expect(await mapper.faultIn("orders[")).toMatch(/not an expression that JMESPath understands/);
    expect(await mapper.map(jmespath("sum(s)"), DATA)).toMatchObject({ ok: false });
  });

  it.each(Object.entries(KILLERS))("contains %s, and the next one works", async (_name, expression) => {
    const gap = await longestGapDuring(() => contained(expression));
    expect(gap.isContained).toBe(true);
    expect(await mapper.map(jmespath("orders[0].id"), DATA)).toEqual({ ok: true, value: 1 });
  });

  it("does not block the event loop while a killer runs", async () => {
    // A busy machine may take the processor away from us as a whole, so the best of some rounds counts.
    let best = 1;
    for (let round = 0; round < 5 && best > 0.1; round++) {
      const { longestMs, tookMs } = await longestGapDuring(() => contained(KILLERS["doubling"] ?? ""));
      best = Math.min(best, longestMs / tookMs);
    }
    expect(best).toBeLessThan(0.1);
  });

  it("gives each of several jobs its own answer, in line behind a killer", async () => {
    const killer = mapper.map(jmespath(KILLERS["doubling"] ?? ""), DATA);
    const others = [0, 1].map((at) => mapper.map(jmespath(`orders[${at}].id`), DATA));
    expect((await killer).ok).toBe(false);
    expect(await Promise.all(others)).toEqual([
      { ok: true, value: 1 },
      { ok: true, value: 2 },
    ]);
  });

  it("answers after it was closed that it was", async () => {
    const closed = createAnswerMapper();
    await closed.close();
    expect(await closed.map(jmespath("a"), DATA)).toMatchObject({ ok: false });
  });
});

const CORPUS = process.env["CHIEF_EXPRESSION_ATTACKS"] ?? "../shared/bench/security/expression-attacks.json";
const why = existsSync(CORPUS) ? "" : ` (skipped: ${CORPUS} is not there)`;

describe.skipIf(!existsSync(CORPUS))(`C5: the corpus of hostile expressions${why}`, () => {
  const { cases } = existsSync(CORPUS)
    ? (JSON.parse(readFileSync(CORPUS, "utf8")) as { cases: { id: string; expr: string }[] })
    : { cases: [] };
  const expressions = cases.filter(({ expr }) => typeof expr === "string");

  it.each(expressions.map(({ id, expr }) => [id, expr]))("%s is contained", async (_id, expression) => {
    expect(await contained(expression)).toBe(true);
    expect(await mapper.map(jmespath("orders[0].id"), DATA)).toEqual({ ok: true, value: 1 });
  });
});

/** Whether an expression ended with an error or a small result. */
async function contained(expression: string): Promise<boolean> {
  const mapped = await mapper.map(jmespath(expression), DATA);
  return !mapped.ok || JSON.stringify(mapped.value).length <= 1024 * 1024;
}

/** How long `work` took, and the longest time in which no timer came meanwhile. */
async function longestGapDuring(
  work: () => Promise<boolean>,
): Promise<{ longestMs: number; tookMs: number; isContained: boolean }> {
  const startedAt = performance.now();
  let last = startedAt;
  let longestMs = 0;
  const beat = () => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(beat, 2);
  const isContained = await work();
  beat();
  clearInterval(timer);
  return { longestMs, tookMs: performance.now() - startedAt, isContained };
}
