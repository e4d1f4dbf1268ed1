/** The battery: generated questions over an API in every style of paging, each answer against a computation by hand. */
import { compileContract, importOpenApi } from "../../src/actions/index.ts";
import { Secret } from "../../src/kernel/index.ts";
import { createOpenAiModel } from "../../src/model/index.ts";
import { saveMember } from "../../src/people/index.ts";
import { createCommandPlanner, createModelPlanner, createPlanner } from "../../src/planning/index.ts";
import { createSqlEngine } from "../../src/results/index.ts";
import { openTalk } from "../conversation/talk.ts";
import { createRandom, type Random } from "../malicious-planner/random.ts";
import type { ChatRequest } from "../support/model-server.ts";
import { startModelServer } from "../support/model-server.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { connectApi, type Ground, newTeam } from "../support/team.ts";
import { type Asked, ask, claimIn, faultIn } from "./play.ts";
import { makeQuestion, type Question } from "./questions.ts";
import { makeCustomers, makeSales } from "./records.ts";
import { type SalesList, startSalesApi } from "./sales-api.ts";
import { STYLES } from "./styles.ts";

/** In winter and summer time at once: the ninety days before hold the change of clocks in both hemispheres. */
const NOW = new Date("2026-03-30T10:20:30.400Z");
const ZONES = ["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata"];

export interface BatteryCounts {
  readonly questions: number;
  readonly byCommands: number;
  readonly byModel: number;
  /** Over lists whose pages fail half-way. */
  readonly broken: number;
  readonly rows: number;
  readonly pages: number;
  readonly wrong: readonly string[];
}

export interface BatteryOptions {
  readonly seed: number;
  readonly questions: number;
  /** Records of the longest list. */
  readonly mostRows: number;
}

const SIZES = [1, 7, 20, 40, 100, 250, 1_000];

function makeLists(random: Random, mostRows: number): SalesList[] {
  return STYLES.flatMap((style, at) => {
    const size = at === 0 ? mostRows : Math.min(mostRows, SIZES[(at * 3) % SIZES.length] ?? 1);
    const list = (path: string, count: number, failsFrom?: number): SalesList => ({
      path: `/${style.name}${path}`,
      style,
      sales: makeSales(random, count, NOW),
      most: random.pick([20, 25, 60, 100]),
      asNumber: random.chance(0.5),
      ...(failsFrom === undefined ? {} : { failsFrom }),
    });
    const whole = [
      list("", size),
      list("-more", Math.min(mostRows, SIZES[(at * 3 + 4) % SIZES.length] ?? 1)),
    ];
    return style.parameters.length === 0 && !style.isGraphql ? whole : [...whole, list("-broken", 130, 21)];
  });
}

const tableOf = (list: SalesList) =>
  list.style.isGraphql ? `list_${words(list.path).join("_")}` : words(list.path).join("_");
const words = (path: string) =>
  path
    .match(/[a-z0-9]+/g)
    ?.filter((word) => !/^(v\d+|api|get|list|search|find|all|fetch|query)$/.test(word)) ?? [];

/** Plays it on a database of the caller's. */
export async function playBattery(shared: Ground, options: BatteryOptions): Promise<BatteryCounts> {
  const random = createRandom(options.seed);
  const lists = makeLists(random, options.mostRows);
  const customers = makeCustomers(random);
  const [api, server] = [await startSalesApi(lists, customers), await startModelServer()];
  const sql = createSqlEngine({ logger: silentLogger() });
  try {
    const ground: Ground = { ...shared, clock: () => NOW };
    const team = await newTeam(ground);
    const imported = await importOpenApi(api.document);
    if (!imported.ok) throw new Error(imported.message);
    const queries = lists
      .filter(({ style }) => style.isGraphql)
      .map(({ path }) => graphqlAction(path, api.baseUrl));
    await connectApi(ground, team, {
      name: "Sales",
      baseUrl: api.baseUrl,
      actions: [...imported.operations, ...queries],
    });
    const model = createOpenAiModel({
      baseUrl: server.baseUrl,
      apiKey: new Secret(server.apiKey),
      model: "scripted",
      timeoutMs: 10_000,
      maxRetries: 0,
    });
    const planner = createPlanner({
      mode: "auto",
      commands: createCommandPlanner(),
      model: createModelPlanner({ model }),
    });
    const { conversation } = await openTalk(ground, team, { planner, sql });
    const people = await Promise.all(
      ZONES.map((timeZone) =>
        saveMember(ground.db, {
          ...team.bob,
          timeZone,
          slackUserId: `U${timeZone.replace(/\W/g, "").toUpperCase()}`,
          profileAt: NOW,
        }),
      ),
    );
    const counts = { questions: 0, byCommands: 0, byModel: 0, broken: 0, rows: 0, pages: 0 };
    const wrong: string[] = [];
    for (let at = 0; at < options.questions; at++) {
      const list = lists[at % lists.length] as SalesList;
      const member = people[at % people.length] as (typeof people)[number];
      const question = makeQuestion(random, Math.floor(at / lists.length) + at, NOW);
      const isGraphql = list.style.isGraphql === true;
      if (isGraphql && !question.sql) continue;
      if (question.sql) server.auto((request) => scripted(request, { question, list }));
      const text = question.sql
        ? `Question ${at} about the sales`
        : `Chief, call our Sales: GET ${list.path}${question.window ? ` for ${question.window}` : ""}. ${question.words}.`;
      const asked = await ask({ db: ground.db, conversation }, { member, text });
      const scene = { sales: list.sales, customers, now: NOW, zone: member.timeZone };
      const fault = list.failsFrom === undefined ? faultIn(asked, question.right(scene)) : claimIn(asked);
      if (fault !== undefined)
        wrong.push(
          `${at} ${list.path} (${list.sales.length} rows, ${member.timeZone}) ${question.sql ?? text}: ${fault}`,
        );
      count(counts, { asked, list, question });
    }
    server.assertDone();
    for (const complaint of api.complaints) wrong.push(`the API did not understand ${complaint}`);
    return { ...counts, wrong };
  } finally {
    await Promise.all([api.close(), server.close(), sql.close()]);
  }
}

function count(
  counts: { -readonly [Name in Exclude<keyof BatteryCounts, "wrong">]: number },
  { asked, list, question }: { asked: Asked; list: SalesList; question: Question },
): void {
  counts.questions += 1;
  counts[question.sql ? "byModel" : "byCommands"] += 1;
  if (list.failsFrom !== undefined) counts.broken += 1;
  for (const call of asked.run.receipt?.calls ?? []) {
    counts.rows += call.rows ?? 0;
    counts.pages += call.pages ?? 0;
  }
}

/** The model of the battery: reads the list, asks its question in SQL, and repeats the numbers without any label. */
function scripted(request: ChatRequest, { question, list }: { question: Question; list: SalesList }) {
  const tools = request.messages.filter(({ role }) => role === "tool").length;
  const call = (name: string, input: object) => ({ toolCalls: [{ name, arguments: JSON.stringify(input) }] });
  const name = list.path.replaceAll("/", "-");
  const reads = [call("call_action", { action: `sales.list${name}`, arguments: {} })];
  if (question.joins) reads.push(call("call_action", { action: "sales.list-customers", arguments: {} }));
  const read = reads[tools];
  if (read) return read;
  const sql = (question.sql ?? "").replaceAll(/\btable\b/g, `"${tableOf(list)}"`);
  if (tools === reads.length) return call("query_results", { sql, show: true });
  const last = request.messages.at(-1)?.content;
  return {
    text: `Here it is: ${typeof last === "string" ? last.slice(0, 2_000) : ""}`.replaceAll(
      /NOT COMPLETE.*$/gs,
      "",
    ),
  };
}

const GRAPHQL =
  "query ($first: Int, $after: String) { shop { sales(first: $first, after: $after) { edges { node { id amount } } pageInfo { hasNextPage endCursor } } } }";

function graphqlAction(path: string, baseUrl: string) {
  const name = `list${path.replaceAll("/", "-")}`;
  const input = (of: string, type: string) => ({
    name: of,
    type,
    required: false,
    description: "",
    default: "",
    values: "",
    pathUse: "segment" as const,
  });
  const compiled = compileContract(
    {
      ...{ name, description: "Sales", method: "POST", path, query: [], headers: [], bodyKind: "json" },
      body: JSON.stringify({ query: GRAPHQL, variables: { first: "{{first}}", after: "{{after}}" } }),
      inputs: [input("first", "integer"), input("after", "string")],
      ...{
        mapping: undefined,
        effect: "read",
        requiresConfirmation: false,
        callsPerMinute: "",
        idempotencyHeader: "",
      },
    },
    { baseUrl, credentialHeaders: [], credentialParameters: [], takenNames: new Set() },
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.draft;
}
