import { describe, expect, it } from "vitest";
import { packBody, unpackBody } from "../../../src/execution/kept/packed-body.ts";

describe("a stored body", () => {
  it("stays text while it is short", async () => {
    expect(await packBody("[]")).toEqual({ body: "[]", packed: null });
    expect(await unpackBody({ body: "[]", packed: null })).toBe("[]");
  });

  it("is packed from 64 Ki characters on, and comes back as it was, its wide characters whole", async () => {
    // An emoji is two code units: of these, one lies across each border of a piece.
    const body = `[${"1".repeat(2 ** 20 - 2)}${"🙂".repeat(600_000)}]`;
    const stored = await packBody(body);
    expect(stored.body).toBeNull();
    expect(stored.packed?.byteLength).toBeLessThan(body.length / 10);
    expect((await unpackBody(stored)) === body).toBe(true);
  });
});
