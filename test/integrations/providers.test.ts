import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { mappingFaults } from "../../src/actions/contract/mapping-faults.ts";
import { importOpenApi } from "../../src/actions/index.ts";
import { buildRequest } from "../../src/egress/index.ts";
import { compareScopes, PROVIDERS, type Provider } from "../../src/integrations/index.ts";
import { curatedActions } from "../../src/integrations/providers/curated-actions.ts";
import { curatedDocument } from "../../src/integrations/providers/curated-document.ts";
import type { JsonObject } from "../../src/kernel/index.ts";

const FOLDER = fileURLToPath(new URL("../../src/integrations/providers/", import.meta.url));

describe("C7: the catalogue of providers", () => {
  it("names every provider that has a file", () => {
    const files = readdirSync(FOLDER).filter((file) =>
      /export const \w+: Provider = \{/.test(readFileSync(FOLDER + file, "utf8")),
    );
    expect(files.map((file) => file.replace(/\.ts$/, "")).sort()).toEqual(
      PROVIDERS.map(({ id }) => id).sort(),
    );
  });

  it.each(PROVIDERS.map((provider) => [provider.id, provider] as const))(
    "%s is sound",
    async (_id, provider) => {
      const { authorizationUrl, tokenUrl, revocation } = provider.server;
      for (const url of [
        provider.baseUrl,
        authorizationUrl,
        tokenUrl,
        ...(revocation ? [revocation.url] : []),
        provider.registration.url,
      ])
        expect(url).toMatch(/^https:\/\//);
      expect(provider.allowPrivateNetwork ?? false).toBe(false);
      expect(provider.scopes.some(({ preset }) => preset) || provider.access !== undefined).toBe(true);
      expect(new Set(provider.scopes.map(({ id }) => id)).size).toBe(provider.scopes.length);
      expect(provider.scopes.every(({ words }) => /^[A-Z].* .*/.test(words))).toBe(true);

      expect(provider.whoAmI.path).toMatch(/^\//);
      if (provider.specUrl) expect(provider.specUrl).toMatch(/^https:\/\//);
      if (provider.actions.length === 0) return;
      const outcome = await importOpenApi(JSON.stringify(curatedDocument(provider)));
      if (!outcome.ok) throw new Error(outcome.message);
      expect(
        outcome.report.operations.flatMap(({ leftOut, warnings }) => [leftOut ?? [], ...warnings].flat()),
      ).toEqual([]);
      expect(outcome.operations.map(({ name }) => name).sort()).toEqual(
        provider.actions.map(({ id }) => id).sort(),
      );
    },
  );

  it.each(PROVIDERS.map((provider) => [provider.id, provider] as const))(
    "%s has actions that can be built, are marked by what they do, and pick what can be picked",
    async (_id, provider) => {
      const drafts = await curatedActions(provider);
      const queries = provider.graphql?.queries ?? [];
      const ids = [...provider.actions, ...queries].map(({ id }) => id);
      expect(drafts.map(({ name }) => name).sort()).toEqual(ids.sort());
      for (const draft of drafts) {
        const built = buildRequest(provider.baseUrl, draft.request, exampleFor(draft.inputSchema));
        if (!built.ok) throw new Error(`${draft.name}: ${JSON.stringify(built)}`);
        expect(built.headers).toMatchObject(lowerCased(provider.headers));
        expect(mappingFaults(draft.mapping)).toEqual([]);
        expect(draft.effect).toBe(effectIn(provider, draft));
      }
      for (const { document, variables = {} } of queries) {
        const declared = [...(/^\w+ \(([^)]*)\)/.exec(document)?.[1] ?? "").matchAll(/\$(\w+): (\w+)(!?)/g)];
        expect(declared.map(([, name]) => name)).toEqual(Object.keys(variables));
        for (const [, name = "", , bang] of declared)
          expect(variables[name]?.endsWith("!")).toBe(bang === "!");
        expect(document.split("{").length).toBe(document.split("}").length);
      }
    },
  );
});

function effectIn(provider: Provider, { name, method }: { name: string; method: string }) {
  const query = provider.graphql?.queries.find(({ id }) => id === name);
  if (query) return /^query\b/.test(query.document) ? "read" : "write";
  if (provider.actions.find(({ id }) => id === name)?.isRead) return "read";
  return method === "GET" ? "read" : method === "DELETE" ? "destroy" : "write";
}

/** A value for every input of an action. */
function exampleFor({ properties }: JsonObject) {
  const values = {
    string: "2026-03-18T12:00:00Z",
    integer: 5,
    boolean: true,
    array: ["a"],
    object: { a: 1 },
  };
  return Object.fromEntries(
    Object.entries((properties ?? {}) as Record<string, { type: keyof typeof values }>).map(
      ([name, { type }]) => [name, values[type]],
    ),
  );
}

const lowerCased = (headers: Provider["headers"] = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe("C12: what a new consent changed", () => {
  it("is told as gained and lost", () => {
    expect(compareScopes(["repo", "gist"], ["repo", "read:org"])).toEqual({
      gained: ["read:org"],
      lost: ["gist"],
    });
    expect(compareScopes(["repo"], ["repo"])).toEqual({ gained: [], lost: [] });
  });
});
