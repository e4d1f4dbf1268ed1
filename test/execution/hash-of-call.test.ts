import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOfCall, type PreparedCall } from "../../src/execution/prepared-request.ts";

interface Approved {
  readonly workspaceId: string;
  readonly integrationId: string;
  readonly actionId: string | null;
  readonly actionVersion: number;
  readonly credentialVersion: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

const approved = fc.record<Approved>({
  workspaceId: fc.string(),
  integrationId: fc.string(),
  actionId: fc.option(fc.string()),
  actionVersion: fc.nat(),
  credentialVersion: fc.nat(),
  method: fc.constantFrom("POST", "PUT", "PATCH", "DELETE"),
  url: fc.webUrl({ withQueryParameters: true }),
  headers: fc.dictionary(fc.string({ minLength: 1 }), fc.string()),
  body: fc.option(fc.string(), { nil: undefined }),
});

function hashOf(given: Approved): string {
  const { method, url, headers, body, integrationId, actionId, actionVersion } = given;
  const call: PreparedCall = {
    integrationId,
    actionId,
    actionVersion,
    title: "any",
    effect: "write",
    requiresConfirmation: false,
    request: { method, url, headers, ...(body === undefined ? {} : { body }) },
    queryNames: [],
  };
  return hashOfCall(given.workspaceId, call, given.credentialVersion);
}

describe("E3: what an approval is about", () => {
  it("is another thing as soon as any single part of it differs", () => {
    const part = fc.constantFrom(...PARTS);
    fc.assert(
      fc.property(approved, approved, part, (one, other, changed) => {
        const mixed = { ...one, [changed]: other[changed] };
        const isSame = JSON.stringify(one[changed] ?? null) === JSON.stringify(other[changed] ?? null);
        fc.pre(!isSame);
        expect(hashOf(mixed)).not.toBe(hashOf(one));
      }),
    );
  });

  it("is the same thing whatever order its headers come in", () => {
    const base = { ...EXAMPLE, headers: { a: "1", b: "2" } };
    expect(hashOf({ ...base, headers: { b: "2", a: "1" } })).toBe(hashOf(base));
  });
});

const PARTS: readonly (keyof Approved)[] = [
  "workspaceId",
  "integrationId",
  "actionId",
  "actionVersion",
  "credentialVersion",
  "method",
  "url",
  "headers",
  "body",
];

const EXAMPLE: Approved = {
  workspaceId: "ws_1",
  integrationId: "int_1",
  actionId: "act_1",
  actionVersion: 1,
  credentialVersion: 1,
  method: "POST",
  url: "https://api.test/orders",
  headers: {},
  body: "{}",
};
