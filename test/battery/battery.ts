/** The battery: generated questions over an API in every style of paging, each answer against a computation by hand. */
import { compileContract, importOpenApi } from "../../src/actions/index.ts";
import { Secret } from "../../src/kernel/index.ts";
import { createOpenAiModel } from "../../src/model/index.ts";
import { type Member, saveMember } from "../../src/people/index.ts";
import { createCommandPlanner, createModelPlanner, createPlanner } from "../../src/planning/index.ts";
import { createSqlEngine } from "../../src/results/index.ts";
import { openTalk } from "../conversation/talk.ts";
import { createRandom, type Random } from "../malicious-planner/random.ts";
import { type ChatRequest, lastUserText } from "../support/model-server/chat-request.ts";
import { startModelServer } from "../support/model-server.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { connectApi, type Ground, newTeam } from "../support/team.ts";
import { type Asked, ask, claimIn, faultIn } from "./play.ts";
import { type ProviderLists, startProviderLists } from "./provider-lists.ts";
import { makeQuestion, type Right, type Scene } from "./questions.ts";
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
  /** Over the emulators of GitHub, Stripe and Linear. */
  readonly ofProviders: number;
  readonly rows: number;
  readonly pages: number;
  readonly wrong: readonly string[];
}

export interface BatteryOptions {
  readonly seed: number;
  readonly questions: number;
  /** Records of the longest list. */
  readonly mostRows: number;
  /** Records of each provider's list. */
  readonly ofProviders: number;
}

/** Asked side by side: most of a turn is waiting. */
const AT_ONCE = 4;
/** Every so many questions, one is of a provider. */
const PROVIDERS_EVERY = 5;

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
  let providers: ProviderLists | undefined;
  try {
    const ground: Ground = { ...shared, clock: () => NOW };
    const team = await newTeam(ground);
    const started = await startProviderLists(ground, team, { random, size: options.ofProviders });
    providers = started;
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
    const planners = { commands: createCommandPlanner(), model: createModelPlanner({ model }) };
    const planner = createPlanner({ ...planners, mode: "auto" });
    const { conversation } = await openTalk(ground, team, { planner, sql });
    const withoutModel = createPlanner({ ...planners, mode: "commands" });
    const { conversation: plain } = await openTalk(ground, team, { planner: withoutModel, sql });
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
    const counts = {
      ...{ questions: 0, byCommands: 0, byModel: 0, broken: 0, ofProviders: 0, rows: 0, pages: 0 },
    };
    const wrong: string[] = [];
    const posed = Array.from({ length: options.questions }, (_, at): Posed => {
      const member = people[at % people.length] as Member;
      if (at % PROVIDERS_EVERY === PROVIDERS_EVERY - 1) {
        const { right, words, ...script } = started.makeQuestion(random, Math.floor(at / PROVIDERS_EVERY));
        const text = words ?? `Question ${at} about what was connected`;
        return { at, member, text, ...script, where: "a provider", isBroken: false, right: () => right };
      }
      const list = lists[at % lists.length] as SalesList;
      const question = makeQuestion(random, Math.floor(at / lists.length) + at, NOW);
      return poseSales({ at, member, list, question });
    });
    const bySay = new Map(posed.filter(({ sql }) => sql).map((one) => [one.text, one]));
    server.auto((request) => {
      const one = bySay.get(/Question \d+ about [a-z ]+/.exec(lastUserText(request))?.[0] ?? "");
      return one && scripted(request, one);
    });
    const rest = posed.values();
    const playRest = async () => {
      for (const one of rest) {
        const talk = one.isInWords ? plain : conversation;
        const asked = await ask({ db: ground.db, conversation: talk }, one);
        const { text, member, where, isBroken } = one;
        const scene = { customers, now: NOW, zone: member.timeZone };
        const fault = isBroken ? claimIn(asked) : faultIn(asked, one.right(scene));
        if (fault !== undefined)
          wrong.push(`${one.at} ${where} (${member.timeZone}) ${one.sql ?? text}: ${fault}`);
        count(counts, asked, one);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, playRest));
    server.assertDone();
    for (const complaint of api.complaints) wrong.push(`the API did not understand ${complaint}`);
    return { ...counts, wrong };
  } finally {
    await Promise.all([api.close(), server.close(), sql.close(), providers?.close()]);
  }
}

/** A question as it is asked, with where it is about and what is right. */
interface Posed {
  readonly at: number;
  readonly member: Member;
  readonly text: string;
  readonly where: string;
  /** Whether pages of the list fail half-way. */
  readonly isBroken: boolean;
  /** Whether it names an action in words, which a model would be asked about where there is one. */
  readonly isInWords?: boolean;
  /** What the scripted model asks, after having read this. */
  readonly sql?: string;
  readonly action?: string;
  readonly joins?: boolean;
  readonly table?: string;
  right(scene: Omit<Scene, "sales">): Right;
}

function poseSales(of: {
  at: number;
  member: Member;
  list: SalesList;
  question: ReturnType<typeof makeQuestion>;
}): Posed {
  const { at, member, list, question } = of;
  const window = question.window ? ` for ${question.window}` : "";
  return {
    ...{ at, member, isBroken: list.failsFrom !== undefined },
    where: `${list.path} (${list.sales.length} rows)`,
    text: question.sql
      ? `Question ${at} about the sales`
      : `Chief, ${callOf(list, at)}${window}. ${question.words}.`,
    ...(question.sql ? { sql: question.sql } : {}),
    ...(question.joins ? { joins: true } : {}),
    ...(list.style.isGraphql && !question.sql ? { isInWords: true } : {}),
    ...{ action: `sales.list${list.path.replaceAll("/", "-")}`, table: tableOf(list) },
    right: (scene) => question.right({ ...scene, sales: list.sales }),
  };
}

/** How a person says what to read; a query of GraphQL has no path of its own, but a name. */
function callOf({ path, style }: SalesList, at: number): string {
  if (!style.isGraphql) return `call our Sales: GET ${path}`;
  const name = `list${path.replaceAll("/", "-")}`;
  return at % 2 === 0 ? `#sales.${name}` : `${name.replaceAll("-", " ")} in our Sales`;
}

function count(
  counts: { -readonly [Name in Exclude<keyof BatteryCounts, "wrong">]: number },
  asked: Asked,
  { sql, isBroken, where }: Posed,
): void {
  counts.questions += 1;
  counts[sql ? "byModel" : "byCommands"] += 1;
  if (isBroken) counts.broken += 1;
  if (where === "a provider") counts.ofProviders += 1;
  for (const call of asked.run.receipt?.calls ?? []) {
    counts.rows += call.rows ?? 0;
    counts.pages += call.pages ?? 0;
  }
}

/** The model of the battery: reads the list, asks its question in SQL, and repeats the numbers without any label. */
function scripted(request: ChatRequest, { sql: asked = "", action, joins, table }: Posed) {
  const tools = request.messages.filter(({ role }) => role === "tool").length;
  const call = (name: string, input: object) => ({ toolCalls: [{ name, arguments: JSON.stringify(input) }] });
  const reads = [call("call_action", { action, arguments: {} })];
  if (joins) reads.push(call("call_action", { action: "sales.list-customers", arguments: {} }));
  const read = reads[tools];
  if (read) return read;
  const named = table ?? words((action ?? "").replace(/^.*\./, "")).join("_");
  const sql = asked.replaceAll(/\btable\b/g, `"${named}"`);
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
