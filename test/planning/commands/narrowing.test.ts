import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSqlEngine, type SqlEngine } from "../../../src/results/index.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { askRecords } from "./ask-records.ts";

let sql: SqlEngine;
beforeAll(() => {
  sql = createSqlEngine({ logger: silentLogger(), atOnce: 1 });
});
afterAll(() => sql.close());

const CUSTOMERS = [
  {
    id: 1,
    name: "Ada",
    tier: "premium",
    plan: "North America",
    active: true,
    mood: "good",
    food: "good",
    spent: "120.50",
  },
  {
    id: 2,
    name: "Bo",
    tier: "basic",
    plan: "Europe",
    active: false,
    mood: "bad",
    food: "good",
    spent: "99.00",
  },
  {
    id: 3,
    name: "Cy",
    tier: "premium",
    plan: "Europe",
    active: null,
    mood: "bad",
    food: "bad",
    spent: "100.00",
  },
  { id: 4, name: "Di", tier: "gold", plan: "Europe", active: true, mood: null, food: null, spent: "-1.005" },
];
const ask = (text: string) => askRecords(sql, { name: "customers", records: CUSTOMERS, text });

/** [what is asked, how many there are] */
const COUNTED: readonly (readonly [string, number])[] = [
  ["How many premium customers are there?", 2],
  ["How many customers who are premium are there?", 2],
  ["Count the customers that are premium", 2],
  ["How many customers are premium?", 2],
  ["How many are premium?", 2],
  ["How many customers whose tier is premium?", 2],
  ["How many customers where the tier is premium?", 2],
  ["How many customers with tier premium?", 2],
  ["How many customers with a tier of premium?", 2],
  ["How many customers with premium tier?", 2],
  ["How many customers who have been premium?", 2],
  ["Count the customers which are premium or gold", 3],
  ["Count the customers whose tier is premium, basic or gold", 4],
  ["Count the customers who are not premium", 2],
  ["Count the customers who aren't premium", 2],
  ["Count the customers whose tier is not premium or gold", 1],
  ["Count the customers who are in Europe", 3],
  ["Count the customers who are from North America", 1],
  ["Count the customers who are premium and in Europe", 1],
  ["Count the customers who are active", 2],
  ["Count the active customers", 2],
  ["Count the customers who are not active", 2],
  ["Count the customers whose active is false", 2],
  ['Count the customers whose name is "ada"', 1],
  ["Count the customers whose spent is over 100", 1],
  ["Count the customers whose spent is at least 100", 2],
  ["Count the customers with spent under 100", 2],
  ["Count the customers whose id is 3", 1],
  ["Count the customers whose mood is good", 1],
  ["Count only the premium customers", 2],
  ["How many customers were created?", 4],
  ["How many customers are there?", 4],
];

/** [what is asked, what is said instead of a number] */
const ASKED_BACK: readonly (readonly [string, string])[] = [
  [
    "Count the customers who are platinum",
    "by “who are platinum”: name is Ada, Bo, Cy, Di; tier is premium, basic, gold",
  ],
  ["How many customers are platinum?", "tier is premium, basic, gold"],
  [
    "Count the customers whose tier is platinum plus",
    "“whose tier is platinum plus”: tier is premium, basic, gold",
  ],
  ["Count the customers whose rank is gold", "they have no “rank”. They have: id, name, tier"],
  ["Count the customers who are good", "it may be mood or food: say which, such as “whose mood is good”"],
  ["Count the good customers", "it may be mood or food"],
  ["Count the customers who are premium or active", "“or” between tier and active"],
  ["Count the premium or active customers", "“or” between tier and active"],
  ["Count the customers over 100", "say of what, such as “whose spent is over 100”"],
  ["Count the customers whose tier is over 100", "what can be compared is: id, spent"],
  ["Count the customers whose spent is high", "spent is a number"],
];

/** [what is asked, the words that narrowed nothing, over how many] */
const TOLD: readonly (readonly [string, string, number])[] = [
  ["How many platinum customers are there?", "“platinum”, so this is over all of them", 4],
  ["How many customers in Narnia are there?", "“Narnia”", 4],
  ["How many customers with free shipping?", "“with free shipping”", 4],
  ["How many premium customers for Zed Baker?", "“Zed Baker”, so that narrows nothing here", 2],
  ["How many customers of branch 77?", "“branch” or “77”", 4],
];

describe("D4, D8: a part of a sentence narrows the records", () => {
  it.each(COUNTED)("%s", async (text, count) => {
    const told = await ask(text);
    expect(told).toMatchObject({ rows: [[count]] });
    expect(told.text).not.toContain("I found nothing");
  });

  it("says what it was narrowed to", async () => {
    expect((await ask("Count the customers who are premium and whose spent is over 100")).text).toBe(
      "**1 customers**, where spent > 100 and tier is premium",
    );
    expect((await ask("Count the customers whose name is ADA")).text).toContain("where name is Ada");
    expect((await ask("Count the customers who are not active")).text).toContain("where active is not true");
  });

  it.each(ASKED_BACK)("gives no number for “%s”, but says what is missing", async (text, words) => {
    const told = await ask(text);
    expect(told.text).toContain(words);
    expect(told.rows).toBeUndefined();
  });

  it.each(TOLD)("says what narrowed nothing: %s", async (text, words, count) => {
    const told = await ask(text);
    expect(told.text).toContain(`I found nothing in the records that says ${words}`);
    expect(told.rows).toEqual([[count]]);
  });

  it("counts none of a value that a column has nowhere, and says what there is", async () => {
    expect(await ask("Count the customers whose tier is platinum")).toMatchObject({
      rows: [[0]],
      text: "**0 customers**, where tier is platinum\nNo tier is platinum: there is premium, basic, gold.",
    });
    expect(await ask("Count the customers whose tier is gold or platinum")).toMatchObject({ rows: [[1]] });
    expect(await ask("Count the customers whose tier is not platinum")).toMatchObject({ rows: [[4]] });
  });

  it("knows the values of a description, also where no record has them now", async () => {
    const shape = [{ tier: "enum:basic|platinum", seats: [{ kind: "enum:window|aisle" }] }];
    const described = { dates: [], money: [], shape };
    const records = [{ id: 1, tier: "basic", seats: [{ kind: "aisle" }] }];
    const asked = (text: string) => askRecords(sql, { name: "customers", records, text, described });
    expect(await asked("How many are platinum?")).toMatchObject({ rows: [[0]] });
    expect(await asked("Count the platinum customers")).toMatchObject({ rows: [[0]] });
    expect(await asked("Count the seats of those who are platinum")).toMatchObject({ rows: [[0]] });
    expect(await asked("Count the seats that are window")).toMatchObject({ rows: [[0]] });
    expect(await asked("Count the seats that are aisle or window")).toMatchObject({ rows: [[1]] });
    expect((await asked("How many are gold?")).text).toContain("tier is basic, platinum");
  });

  it("takes a text as it is written where there are too many to know", async () => {
    const records = Array.from({ length: 60 }, (_, at) => ({ id: at, email: `Ada.${at % 50}@Example.com` }));
    const asked = (text: string) => askRecords(sql, { name: "customers", records, text });
    const told = await asked("How many customers whose email is ada.7@example.com?");
    expect(told).toMatchObject({ rows: [[2]], text: "**2 customers**, where email is ada.7@example.com" });
    expect(await asked("How many customers whose email is o'hara@example.com?")).toMatchObject({
      rows: [[0]],
    });
    expect(await asked("How many customers whose email is not ada.7@example.com?")).toMatchObject({
      rows: [[58]],
    });
  });

  it("narrows nothing by what describes the endpoint", async () => {
    const text =
      "It gives pages, which are arrays of customers, with the fields of each. How many are there?";
    expect(await ask(text)).toEqual({ text: "**4 customers**", columns: ["count"], rows: [[4]] });
  });

  it("has nothing to narrow where there are no records", async () => {
    const told = await askRecords(sql, { name: "customers", records: [], text: "How many are premium?" });
    expect(told.rows).toEqual([[0]]);
  });
});
