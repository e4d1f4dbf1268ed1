import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importOpenApi } from "../../src/actions/index.ts";
import { compareScopes, PROVIDERS } from "../../src/integrations/index.ts";
import { curatedDocument } from "../../src/integrations/providers/curated-document.ts";

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
        revocation?.url,
        provider.registration.url,
      ])
        expect(url).toMatch(/^https:\/\//);
      expect(provider.allowPrivateNetwork ?? false).toBe(false);
      expect(provider.scopes.some(({ preset }) => preset)).toBe(true);
      expect(provider.scopes.every(({ words }) => /^[A-Z].* .*/.test(words))).toBe(true);

      const outcome = await importOpenApi(JSON.stringify(curatedDocument(provider)));
      if (!outcome.ok) throw new Error(outcome.message);
      expect(
        outcome.report.operations.flatMap(({ leftOut, warnings }) => [leftOut ?? [], ...warnings].flat()),
      ).toEqual([]);
      expect(outcome.operations.map(({ name }) => name).sort()).toEqual(
        provider.actions.map(({ id }) => id).sort(),
      );
      for (const { method, effect } of outcome.operations)
        expect(effect).toBe(method === "GET" ? "read" : method === "DELETE" ? "destroy" : "write");
    },
  );
});

describe("C12: what a new consent changed", () => {
  it("is told as gained and lost", () => {
    expect(compareScopes(["repo", "gist"], ["repo", "read:org"])).toEqual({
      gained: ["read:org"],
      lost: ["gist"],
    });
    expect(compareScopes(["repo"], ["repo"])).toEqual({ gained: [], lost: [] });
  });
});
