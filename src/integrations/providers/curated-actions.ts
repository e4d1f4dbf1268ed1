import { type ActionDraft, importOpenApi, type ResponseMapping } from "../../actions/index.ts";
import { ChiefError } from "../../kernel/index.ts";
import { curatedDocument, isRequired, schemaOf } from "./curated-document.ts";
import type { CuratedAction, CuratedQuery, Provider } from "./provider.ts";

/**
 * The actions that a provider has from the start.
 *
 * @throws ChiefError `integrations.provider_data` when its data makes no actions
 */
export async function curatedActions(provider: Provider): Promise<ActionDraft[]> {
  const imported = provider.actions.length > 0 ? await importedActions(provider) : [];
  const queries = provider.graphql?.queries.map((query) => draftOfQuery(query, provider)) ?? [];
  return [...imported, ...queries].map((draft) => withHeaders(draft, provider));
}

async function importedActions(provider: Provider): Promise<ActionDraft[]> {
  const outcome = await importOpenApi(JSON.stringify(curatedDocument(provider)));
  if (!outcome.ok)
    throw new ChiefError("integrations.provider_data", { message: `${provider.id}: ${outcome.message}` });
  const known = new Map(provider.actions.map((action) => [action.id, action]));
  return outcome.operations.map((draft) => refined(draft, known.get(draft.name)));
}

function refined(draft: ActionDraft, action: CuratedAction | undefined): ActionDraft {
  return {
    ...draft,
    ...(action?.isRead ? { effect: "read" } : {}),
    ...mappingOf(action?.output),
  };
}

function mappingOf(output: CuratedAction["output"]): { mapping?: ResponseMapping } {
  if (!output) return {};
  const fields = Object.entries(output).map(([name, path]) => ({ name, path }));
  return { mapping: { kind: "fields", fields } };
}

/** A document that is always the same, with its variables as inputs. */
function draftOfQuery(query: CuratedQuery, { graphql }: Provider): ActionDraft {
  const variables = Object.entries(query.variables ?? {});
  const names = variables.map(([name]) => name);
  const path = graphql?.path ?? "/graphql";
  return {
    name: query.id,
    title: query.summary,
    description: "",
    method: "POST",
    path,
    effect: query.document.trimStart().startsWith("query") ? "read" : "write",
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(variables.map(([name, field]) => [name, schemaOf(field)])),
      required: variables.flatMap(([name, field]) => (isRequired(field) ? [name] : [])),
      additionalProperties: false,
    },
    request: {
      method: "POST",
      path,
      query: [],
      headers: [],
      body: {
        contentType: "application/json",
        tree: {
          query: query.document,
          variables: Object.fromEntries(names.map((name) => [name, `{{${name}}}`])),
        },
      },
      placeholders: Object.fromEntries(names.map((name) => [name, "json"])),
    },
    ...mappingOf(query.output),
    tags: [],
    enabled: true,
    requiresConfirmation: false,
    source: "openapi",
  };
}

function withHeaders(draft: ActionDraft, { headers }: Provider): ActionDraft {
  if (!headers) return draft;
  const fixed = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return { ...draft, request: { ...draft.request, headers: [...draft.request.headers, ...fixed] } };
}
