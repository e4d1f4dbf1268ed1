/**
 * How well search finds the right action: `tsx bench/tool-search.ts <corpus.jsonl.gz> <queries.jsonl> [past.jsonl]`
 * prints JSON.
 *
 * `memory` is `text` again, after requests that were served have been learnt: those of `past.jsonl`, in the same
 * format; without that file those of the other nine tenths of the queries, in ten turns.
 *
 * `text` searches for the raw request; `rewrite` for what a planner would type, several searches a request, of which
 * a wanted action needs to be found by one. Any action of a group counts as that group.
 *
 * `baseline` is plain BM25 over weighted fields for the same queries (tools/bm25f.ts). Exits with 1 when `text` finds
 * less than it (R@10, by more than what one request makes up), or `memory` loses more than half a point to `text`.
 */
import { type ActionSearch, createActionSearch, type SearchableAction } from "../src/actions/index.ts";
import { createBm25f } from "./tools/bm25f.ts";
import { type Query, readLines, schemaOf, type Tool } from "./tools/read-tools.ts";

const LIMIT = 20;

function toAction(tool: Tool): SearchableAction {
  return {
    id: tool.id,
    name: tool.name,
    title: tool.summary ?? "",
    description: tool.description ?? "",
    method: tool.method,
    path: tool.path,
    tags: tool.tags ?? [],
    inputSchema: schemaOf(tool),
  };
}

function byIntegration(tools: readonly Tool[]): Map<string, SearchableAction[]> {
  const groups = new Map<string, SearchableAction[]>();
  for (const tool of tools)
    groups.set(tool.integration, [...(groups.get(tool.integration) ?? []), toAction(tool)]);
  return groups;
}

/** The best rank (from 1) of each group over all searches; Infinity when none found it. */
function ranksOf(groups: readonly (readonly string[])[], searches: readonly (readonly string[])[]): number[] {
  return groups.map((group) => {
    const ranks = searches.map((found) => found.findIndex((id) => group.includes(id)) + 1);
    return Math.min(...ranks.map((rank) => (rank === 0 ? Number.POSITIVE_INFINITY : rank)));
  });
}

function discounted(ranks: readonly number[], cut: number): number {
  const gains = ranks.filter((rank) => rank <= cut).map((rank) => 1 / Math.log2(rank + 1));
  const ideal = ranks.slice(0, cut).map((_, at) => 1 / Math.log2(at + 2));
  // Two searches may each find another group first.
  return Math.min(1, sum(gains) / sum(ideal));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
const percent = (value: number) => Math.round(value * 1000) / 10;
const round = (value: number) => Math.round(value * 100) / 100;

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function figuresOf(ranks: readonly (readonly number[])[], times: readonly number[]) {
  const recall = (cut: number) =>
    mean(ranks.map((of) => of.filter((rank) => rank <= cut).length / of.length));
  const complete = (cut: number) => mean(ranks.map((of) => (of.every((rank) => rank <= cut) ? 1 : 0)));
  return {
    queries: ranks.length,
    "R@1": percent(recall(1)),
    "R@5": percent(recall(5)),
    "R@10": percent(recall(10)),
    "R@20": percent(recall(20)),
    "nDCG@5": percent(mean(ranks.map((of) => discounted(of, 5)))),
    "nDCG@10": percent(mean(ranks.map((of) => discounted(of, 10)))),
    MRR: percent(mean(ranks.map((of) => 1 / Math.min(...of)))),
    "all-gold@10": percent(complete(10)),
    "all-gold@20": percent(complete(20)),
    "ms/query": round(mean(times)),
    "ms/query p95": round(percentile(times, 0.95)),
  };
}

type Figures = ReturnType<typeof figuresOf>;

const PASSES = 3;

/** Runs a search three times and notes the middle time: one of them may have waited for the other processes here. */
function timed(search: () => string[], times: number[]): string[] {
  const passes = Array.from({ length: PASSES }, () => {
    const from = performance.now();
    search();
    return performance.now() - from;
  });
  times.push(percentile(passes, 0.5));
  return search();
}

function measure(
  queries: readonly Query[],
  textsOf: (query: Query) => readonly string[],
  find: (text: string) => string[],
): Figures {
  const times: number[] = [];
  const ranks = queries.map((query) => {
    const searches = textsOf(query).map((text) => timed(() => find(text), times));
    return ranksOf(query.groups ?? query.gold.map((id) => [id]), searches);
  });
  return figuresOf(ranks, times);
}

function taught(search: ActionSearch, past: readonly Query[]): ActionSearch {
  return search.remembering(past.map(({ text, gold }) => ({ terms: search.termsOf(text), actionIds: gold })));
}

const FOLDS = 10;

function rememberedRanks(
  search: ActionSearch,
  queries: readonly Query[],
  past: readonly Query[] | undefined,
): { ranks: number[][]; times: number[] } {
  const ranks: number[][] = [];
  const times: number[] = [];
  for (let fold = 0; fold < (past ? 1 : FOLDS); fold++) {
    const knowing = taught(search, past ?? queries.filter((_, at) => at % FOLDS !== fold));
    for (const query of queries.filter((_, at) => past !== undefined || at % FOLDS === fold)) {
      const found = timed(() => knowing.find(query.text, { limit: LIMIT }).map((hit) => hit.actionId), times);
      ranks.push(ranksOf(query.groups ?? query.gold.map((id) => [id]), [found]));
    }
  }
  return { ranks, times };
}

const MOST_LOST_TO_MEMORY = 0.5;

/** What is broken of what search has to hold; empty when nothing is. */
function brokenAims({ text, memory, baseline }: Record<"text" | "memory" | "baseline", Figures>): string[] {
  const oneRequest = 100 / text.queries;
  return [
    ...(text["R@10"] < baseline["R@10"] - oneRequest ? ["text finds less than plain BM25F"] : []),
    ...(memory["R@10"] < text["R@10"] - MOST_LOST_TO_MEMORY ? ["memory makes search worse"] : []),
  ];
}

function main(corpusPath: string, queriesPath: string, pastPath: string | undefined): void {
  const tools = readLines<Tool>(corpusPath);
  const groups = byIntegration(tools);
  const queries = readLines<Query>(queriesPath);
  const startedAt = performance.now();
  const search = createActionSearch();
  for (const [name, actions] of groups) search.replaceIntegration({ id: name, name }, actions);
  search.find("warm up", { limit: 1 });
  const buildMs = performance.now() - startedAt;
  const find = (text: string) => search.find(text, { limit: LIMIT }).map((hit) => hit.actionId);
  const bm25f = createBm25f(tools);
  const text = measure(queries, (query) => [query.text], find);
  const baseline = measure(
    queries,
    (query) => [query.text],
    (query) => bm25f(query, LIMIT),
  );
  const rewritten = queries.filter((query) => (query.rewrite ?? []).length > 0);
  const remembered = rememberedRanks(search, queries, pastPath ? readLines<Query>(pastPath) : undefined);
  const memory = figuresOf(remembered.ranks, remembered.times);
  const broken = brokenAims({ text, memory, baseline });
  const actions = sum([...groups.values()].map((group) => group.length));
  const figures = {
    actions,
    integrations: groups.size,
    buildMs: round(buildMs),
    text,
    ...(rewritten.length > 0 ? { rewrite: measure(rewritten, (query) => query.rewrite ?? [], find) } : {}),
    memory,
    baseline,
    broken,
  };
  if (broken.length > 0) process.exitCode = 1;
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
}

const [corpusPath, queriesPath, pastPath] = process.argv.slice(2);
if (corpusPath && queriesPath) main(corpusPath, queriesPath, pastPath);
else process.stderr.write("usage: tsx bench/tool-search.ts <corpus.jsonl.gz> <queries.jsonl> [past.jsonl]\n");
