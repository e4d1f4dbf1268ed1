import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/kernel/index.ts";

const RENDERINGS: [string, (secret: Secret) => unknown][] = [
  ["concatenation", (secret) => `${secret}`],
  ["String()", (secret) => String(secret)],
  ["JSON", (secret) => JSON.stringify({ secret })],
  ["inspect with hidden properties", (secret) => inspect(secret, { showHidden: true, depth: 9 })],
  ["format %s", (secret) => format("%s %o %j", secret, secret, secret)],
  ["own keys", (secret) => JSON.stringify(Reflect.ownKeys(secret))],
  ["a spread copy", (secret) => JSON.stringify({ ...secret })],
  ["structured clone", (secret) => inspect(structuredClone(secret))],
  ["an array joined", (secret) => [secret].join()],
  ["an error's message", (secret) => new Error(String(secret)).message],
];

describe("a Secret", () => {
  it.each(RENDERINGS)("C2: does not show by way of %s", (_way, render) => {
    expect(render(new Secret("canary-value"))).not.toContain("canary-value");
  });

  it("reveals its text, and nothing of it once it is wiped", () => {
    const secret = new Secret("canary-value");
    expect(secret.reveal()).toBe("canary-value");
    secret.wipe();
    expect(secret.reveal()).toBe("\0".repeat(12));
  });

  it("keeps a copy of the bytes it was given", () => {
    const bytes = Buffer.from("canary-value");
    const secret = new Secret(bytes);
    bytes.fill(0);
    expect(secret.reveal()).toBe("canary-value");
    expect(secret.byteLength).toBe(12);
  });
});
