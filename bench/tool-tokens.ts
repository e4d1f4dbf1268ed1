/**
 * How much a model is told of the connected APIs: `tsx bench/tool-tokens.ts <corpus.jsonl.gz> <queries.jsonl>` prints
 * JSON. Everything is real: the operations go into a database, the catalogue is loaded from it, and what is counted is
 * the text that the prompt holds for each request. A token is taken for four characters.
 *
 * It is measured with 100, 1,000 and all operations. The smaller catalogues hold the operations that the requests need
 * and others of the same corpus, evenly picked. `allSchemas` is what it would take to give the model every operation.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ActionDraft, effectOfMethod, insertActions } from "../src/actions/index.ts";
import { migrateDatabase, openDatabase, type Queryable } from "../src/database/index.ts";
import { draftIntegration } from "../src/integrations/draft-integration.ts";
import { createCatalogues, type Integration, slugOf } from "../src/integrations/index.ts";
import { insertIntegration } from "../src/integrations/integrations-store.ts";
import { createLogger, createScrubber, type JsonObject } from "../src/kernel/index.ts";
import { projectPath } from "../src/paths.ts";
import { saveWorkspace } from "../src/people/index.ts";
import { toolKnowledge } from "../src/planning/index.ts";
import { type Query, readLines, schemaOf, type Tool } from "./tools/read-tools.ts";

const CHARACTERS_PER_TOKEN = 4;
const SIZES = [100, 1000, Number.POSITIVE_INFINITY];

function draftOf(tool: Tool, at: number): ActionDraft {
  const inputSchema = schemaOf(tool) as JsonObject;
  return {
    name: `${slugOf(tool.name || tool.path) || "call"}-${at}`,
    title: tool.summary ?? "",
    description: tool.description ?? "",
    method: tool.method,
    path: tool.path,
    effect: effectOfMethod(tool.method),
    inputSchema,
    request: { method: tool.method, path: tool.path, query: [], headers: [], placeholders: {} },
    tags: tool.tags ?? [],
    enabled: true,
    requiresConfirmation: false,
    source: "openapi",
  };
}

function integrationOf(workspaceId: string, name: string): Integration {
  const given = { kind: "api", workspaceId, name, authMethod: "none", connectedBy: "bench" } as const;
  const baseUrl = "http://127.0.0.1:9";
  return draftIntegration({ ...given, baseUrl }, new Date(0), { id: `int_${workspaceId}_${name}` });
}

async function connect(db: Queryable, workspaceId: string, tools: readonly Tool[]): Promise<void> {
  const groups = new Map<string, Tool[]>();
  for (const tool of tools) groups.set(tool.integration, [...(groups.get(tool.integration) ?? []), tool]);
  for (const [name, of] of groups) {
    const integration = integrationOf(workspaceId, name);
    await insertIntegration(db, integration);
    await insertActions(db, integration, of.map(draftOf));
  }
}

/** What the queries need first, then others, evenly over the corpus. */
function pick(tools: readonly Tool[], queries: readonly Query[], size: number): readonly Tool[] {
  if (size >= tools.length) return tools;
  const needed = new Set(queries.flatMap(({ gold }) => gold));
  const wanted = tools.filter(({ id }) => needed.has(id)).slice(0, size);
  const others = tools.filter(({ id }) => !needed.has(id));
  const missing = size - wanted.length;
  const stride = Math.max(1, Math.floor(others.length / Math.max(1, missing)));
  return [...wanted, ...others.filter((_, at) => at % stride === 0).slice(0, missing)];
}

const tokensOf = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN);
const mean = (values: readonly number[]) =>
  Math.round(values.reduce((total, value) => total + value, 0) / Math.max(1, values.length));

function summary(tokens: readonly number[]) {
  const sorted = [...tokens].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { mean: mean(tokens), median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
}

async function main(corpusPath: string, queriesPath: string): Promise<void> {
  const tools = readLines<Tool>(corpusPath);
  const queries = readLines<Query>(queriesPath);
  const dataDir = await mkdtemp(join(tmpdir(), "chief-bench-"));
  const logger = createLogger({ level: "error", scrubber: createScrubber() });
  const database = await openDatabase({ dataDir, maxConnections: 2, logger });
  try {
    await migrateDatabase(database, projectPath("migrations"));
    const catalogues = createCatalogues({ db: database.db });
    const measured = [];
    for (const size of SIZES.filter((given) => given <= tools.length || given === Number.POSITIVE_INFINITY)) {
      const picked = pick(tools, queries, size);
      const workspace = await saveWorkspace(database.db, {
        slackTeamId: `T${size}`,
        kind: "local",
        name: "Bench",
        botUserId: "U0",
      });
      await connect(database.db, workspace.id, picked);
      const from = performance.now();
      const catalogue = await catalogues.at(workspace.id, 1_000_000);
      const loadMs = Math.round(performance.now() - from);
      const texts = await Promise.all(queries.map(({ text }) => toolKnowledge(text, catalogue)));
      measured.push({
        actions: picked.length,
        integrations: catalogue.integrations.length,
        loadMs,
        tokens: summary(texts.map(tokensOf)),
        allSchemas: tokensOf(
          JSON.stringify(picked.map((tool) => [tool.name, tool.description, schemaOf(tool)])),
        ),
      });
    }
    const figures = { queries: queries.length, charactersPerToken: CHARACTERS_PER_TOKEN, measured };
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await database.close();
    await rm(dataDir, { recursive: true });
  }
}

const [corpusPath, queriesPath] = process.argv.slice(2);
if (corpusPath && queriesPath) await main(corpusPath, queriesPath);
else process.stderr.write("usage: tsx bench/tool-tokens.ts <corpus.jsonl.gz> <queries.jsonl>\n");
