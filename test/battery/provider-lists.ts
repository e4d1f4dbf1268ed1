/** Lists of three providers of the catalogue, over their emulators: issues of GitHub and Linear, payments of Stripe. */
import { createEmulator } from "emulate";
import { curatedActions } from "../../src/integrations/providers/curated-actions.ts";
import type { Random } from "../malicious-planner/random.ts";
import { known } from "../support/providers.ts";
import { connectApi, type Ground, type Team } from "../support/team.ts";
import { compare, type Exact, exact, sumOf } from "./exact.ts";
import type { Right, RightCell } from "./questions.ts";

const TOKENS = { github: "ghp_battery", linear: "lin_battery", stripe: "sk_test_battery" };
const LABELS = ["bug", "docs", "idea"];
const CURRENCIES = ["eur", "usd", "inr"];

/** A question about one of the lists: `words` for the commands, else `sql` over what `action` reads. */
export interface ProviderQuestion {
  readonly words?: string;
  readonly sql?: string;
  readonly action?: string;
  readonly right: Right;
}

export interface ProviderLists {
  /** The same again for the same `random`. */
  makeQuestion(random: Random, at: number): ProviderQuestion;
  close(): Promise<void>;
}

/** Starts the emulators, fills them through their own APIs and connects them. */
export async function startProviderLists(
  ground: Ground,
  team: Team,
  { random, size }: { random: Random; size: number },
): Promise<ProviderLists> {
  const issues = Array.from({ length: size }, (_, at) => ({
    title: `Work ${at}`,
    label: random.pick(LABELS),
    isClosed: random.chance(0.4),
  }));
  const payments = Array.from({ length: size }, () => ({
    amount: random.below(90_000) + 50,
    currency: random.pick(CURRENCIES),
  }));
  const tickets = issues.map(({ title, isClosed }) => ({
    ...{ team: "ENG", title, state: isClosed ? "Done" : "Todo" },
  }));
  const emulators = {
    github: await createEmulator({ service: "github", port: 0, seed: GITHUB }),
    stripe: await createEmulator({ service: "stripe", port: 0 }),
    linear: await createEmulator({ service: "linear", port: 0, seed: linearSeed(tickets) }),
  };
  await fillGitHub(emulators.github.url, issues);
  for (const payment of payments)
    await post(
      `${emulators.stripe.url}/v1/payment_intents`,
      TOKENS.stripe,
      new URLSearchParams(texts(payment)),
    );
  for (const [id, { url }] of Object.entries(emulators)) {
    const provider = known(id);
    await connectApi(ground, team, {
      ...{ name: provider.name, baseUrl: url, actions: await curatedActions(provider) },
      credential: { method: "bearer", token: TOKENS[id as keyof typeof TOKENS] },
    });
  }
  const kinds = [...issueQuestions(issues), ...paymentQuestions(payments), ...ticketQuestions(tickets)];
  return {
    makeQuestion: (chance, at) => (kinds[at % kinds.length] as (typeof kinds)[number])(chance),
    close: async () => void (await Promise.all(Object.values(emulators).map((one) => one.close()))),
  };
}

type Kind = (random: Random) => ProviderQuestion;

const counted = <Item>(items: readonly Item[], isOne: (item: Item) => boolean): Exact =>
  exact(items.filter(isOne).length);

function issueQuestions(issues: readonly { label: string; isClosed: boolean }[]): Kind[] {
  const list = "Chief, call our GitHub: GET /repos/octocat/hello-world/issues?state=all.";
  const right = (columns: readonly string[], rows: readonly (readonly RightCell[])[]): Right => ({
    ...{ columns, rows, isOrdered: false },
  });
  const byState = [false, true].map((isClosed) => [
    isClosed ? "closed" : "open",
    counted(issues, (issue) => issue.isClosed === isClosed),
  ]);
  return [
    () => ({ words: `${list} How many are there?`, right: right(["count"], [[exact(issues.length)]]) }),
    () => ({ words: `${list} Group by state and count`, right: right(["state", "count"], byState) }),
    (random) => {
      const isClosed = random.chance(0.5);
      return {
        words: `${list} How many are ${isClosed ? "closed" : "open"}?`,
        right: right(["count"], [[counted(issues, (issue) => issue.isClosed === isClosed)]]),
      };
    },
    () => ({
      words: `${list} How many different titles are there?`,
      right: right(["count"], [[exact(issues.length)]]),
    }),
  ];
}

function paymentQuestions(payments: readonly { amount: number; currency: string }[]): Kind[] {
  const list = "Chief, call our Stripe: GET /v1/payment_intents.";
  const of = (currency: string) =>
    payments.filter((one) => one.currency === currency).map(({ amount }) => exact(amount));
  const used = CURRENCIES.filter((currency) => of(currency).length > 0);
  const right = (columns: readonly string[], rows: readonly (readonly RightCell[])[], isOrdered = false) => ({
    ...{ columns, rows, isOrdered },
  });
  return [
    () => ({
      words: `${list} Tell me the total amount per currency`,
      right: right(
        ["currency", "sum_amount", "count"],
        used.map((currency) => [currency, sumOf(of(currency)), exact(of(currency).length)]),
      ),
    }),
    () => ({
      words: `${list} Group by currency and count`,
      right: right(
        ["currency", "count"],
        used.map((currency) => [currency, exact(of(currency).length)]),
      ),
    }),
    (random) => {
      const n = random.below(8) + 2;
      const sorted = payments.map(({ amount }) => exact(amount)).toSorted((a, b) => compare(b, a));
      return {
        words: `${list} Show me the top ${n} by amount`,
        right: right(
          ["amount"],
          sorted.slice(0, n).map((amount) => [amount]),
          true,
        ),
      };
    },
    (random) => {
      const least = random.below(60_000);
      const some = payments.filter(({ amount }) => amount >= least).map(({ amount }) => exact(amount));
      return {
        action: "stripe.list-payment-intents",
        sql: `SELECT sum(amount) AS total, count(*) AS n, avg(amount) AS mean FROM table WHERE amount >= ${least}`,
        right: right(
          ["total", "n", "mean"],
          [
            some.length === 0
              ? [null, exact(0), null]
              : [sumOf(some), exact(some.length), { sum: sumOf(some), count: some.length }],
          ],
        ),
      };
    },
  ];
}

function ticketQuestions(tickets: readonly { title: string; state: string }[]): Kind[] {
  const read = { action: "linear.list-issues" };
  const states = ["Todo", "Done"];
  return [
    () => ({
      ...read,
      sql: "SELECT state_name AS state, count(*) AS n FROM table WHERE title LIKE 'Work %' GROUP BY 1",
      right: {
        columns: ["state", "n"],
        rows: states.map((state) => [state, counted(tickets, (one) => one.state === state)]),
        isOrdered: false,
      },
    }),
    (random) => {
      const digit = String(random.below(10));
      return {
        ...read,
        sql: `SELECT count(*) AS n FROM table WHERE title LIKE 'Work %${digit}'`,
        right: {
          columns: ["n"],
          rows: [[counted(tickets, ({ title }) => title.endsWith(digit))]],
          isOrdered: false,
        },
      };
    },
  ];
}

const GITHUB = {
  tokens: { [TOKENS.github]: { login: "octocat", scopes: ["repo"] } },
  github: {
    users: [{ login: "octocat" }],
    repos: [{ owner: "octocat", name: "hello-world", auto_init: true }],
  },
};

const linearSeed = (issues: readonly object[]) => ({
  linear: {
    users: [{ email: "ada@example.test", name: "Ada", admin: true }],
    teams: [
      {
        ...{ key: "ENG", name: "Engineering" },
        states: [
          { name: "Todo", type: "unstarted" },
          { name: "Done", type: "completed" },
        ],
      },
    ],
    issues,
    tokens: [{ token: TOKENS.linear, user: "ada@example.test", scopes: ["read"] }],
  },
});

async function fillGitHub(
  url: string,
  issues: readonly { title: string; label: string; isClosed: boolean }[],
): Promise<void> {
  const list = `${url}/repos/octocat/hello-world/issues`;
  for (const [at, { title, label, isClosed }] of issues.entries()) {
    await post(list, TOKENS.github, JSON.stringify({ title, labels: [label] }));
    if (isClosed)
      await post(`${list}/${at + 1}`, TOKENS.github, JSON.stringify({ state: "closed" }), "PATCH");
  }
}

async function post(url: string, token: string, body: string | URLSearchParams, method = "POST") {
  const type = typeof body === "string" ? { "content-type": "application/json" } : {};
  const headers = { authorization: `Bearer ${token}`, ...type };
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status}: ${text}`);
}

const texts = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
