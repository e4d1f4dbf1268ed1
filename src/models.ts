import type { Config } from "./config.ts";
import { createOpenAiEmbedder, createOpenAiModel, type Embedder, type Model } from "./model/index.ts";
import { createCommandPlanner, createModelPlanner, createPlanner } from "./planning/index.ts";

/** The language model that the configuration names, if it names one. */
export function modelOf({ model }: Config): Model | undefined {
  if (!model) return undefined;
  return createOpenAiModel({
    apiKey: model.apiKey,
    model: model.name,
    timeoutMs: 90_000,
    maxRetries: 2,
    ...(model.baseUrl ? { baseUrl: model.baseUrl } : {}),
  });
}

/** The embeddings endpoint, if there is one. Retries are the job queue's; a query that fails is searched by words. */
export function embedderOf({ embeddings }: Config): Embedder | undefined {
  if (!embeddings) return undefined;
  const { apiKey, name, baseUrl } = embeddings;
  return createOpenAiEmbedder({
    apiKey,
    model: name,
    timeoutMs: 30_000,
    maxRetries: 0,
    ...(baseUrl ? { baseUrl } : {}),
  });
}

/** The commands, and the model where there is one, as the configuration wants them. */
export function plannerOf(config: Config, model: Model | undefined) {
  const planner = model && createModelPlanner({ model });
  return createPlanner({ mode: config.planner, commands: createCommandPlanner(), model: planner });
}
