import { describe, expect, it } from "vitest";
import type { CallTarget } from "../../src/execution/index.ts";
import { type Done, undoOf } from "../../src/execution/undo.ts";

const http: CallTarget = {
  ...{ kind: "http", integrationId: "int_1", method: "PATCH", path: "/orders/7", query: {} },
  body: { status: "sent" },
};
const ofAction = (given: unknown): CallTarget => ({ kind: "action", actionId: "act_1", arguments: given });

/** A PATCH of the status of order 7, which was paid before. */
const done = (more: Partial<Done> = {}): Done => ({
  ...{ method: "PATCH", target: http, body: { status: "sent" }, before: { id: 7, status: "paid" } },
  ...more,
});

describe("the call that takes a write back", () => {
  it.each(["PATCH", "PUT"])("is the same %s with the values from before", (method) => {
    expect(undoOf(done({ method }))).toEqual({ ...http, body: { status: "paid" } });
  });

  it.each(["POST", "DELETE"])("is none for a %s", (method) => {
    expect(undoOf(done({ method }))).toBeUndefined();
  });

  it("puts the values back among the arguments of its action, and leaves the others", () => {
    const target = ofAction({ id: "7", status: "sent" });
    expect(undoOf(done({ target }))).toEqual(ofAction({ id: "7", status: "paid" }));
  });

  it("is none where the arguments are not what was sent, as under another name", () => {
    const body = { status: "sent", note: "soon" };
    const before = { status: "paid", note: null };
    for (const given of [{ state: "sent", note: "soon" }, { status: "sent", note: "late" }, {}, null, "sent"])
      expect(undoOf(done({ target: ofAction(given), body, before }))).toBeUndefined();
    expect(undoOf(done({ target: ofAction(body), body, before }))).toEqual(ofAction(before));
  });

  it.each([
    ["the record was no object", { before: [{ status: "paid" }] }],
    ["the record was not there", { before: null }],
    ["the body was no object", { body: ["status"] }],
    ["there was no body", { body: undefined }],
    ["nothing was changed", { body: {} }],
    ["a member is new", { body: { status: "sent", tag: "x" } }],
  ])("is none where %s", (_what, more) => {
    expect(undoOf(done(more))).toBeUndefined();
  });

  it("is none where one number from before has more digits than one keeps", () => {
    const body = { account: 5, status: "sent" };
    const before = { account: "9007199254740993", status: "paid" };
    expect(undoOf(done({ body, before }))).toBeUndefined();
    expect(undoOf(done({ body, before: { account: 4, status: "paid" } }))).toMatchObject({
      body: { account: 4, status: "paid" },
    });
    expect(undoOf(done({ body: { account: 5 }, before: { account: 9 } }))).toMatchObject({
      body: { account: 9 },
    });
  });
});
