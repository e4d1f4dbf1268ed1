import { describe, expect, it } from "vitest";
import type { Action } from "../../src/actions/index.ts";
import { fieldsOf, targetWith } from "../../src/execution/edit-fields.ts";
import type { CallTarget } from "../../src/execution/index.ts";
import type { Json } from "../../src/kernel/index.ts";

const ofAction = (given: unknown): CallTarget => ({ kind: "action", actionId: "act_1", arguments: given });
const described = (method: string, body?: Json, query: Record<string, Json> = {}): CallTarget => ({
  ...{ kind: "http", integrationId: "int_1", method, path: "/orders", query },
  ...(body === undefined ? {} : { body }),
});
const taking = (inputSchema: Record<string, Json>) => ({ inputSchema }) as unknown as Action;
const field = (name: string, text = "", more = {}) => ({
  ...{ name, text, isRequired: false, isLong: false },
  ...more,
});
const entering = (target: CallTarget, entered: Record<string, string>, action?: Action) =>
  targetWith(target, action, new Map(Object.entries(entered)));

describe("E3: the fields of a request that waits", () => {
  it("E3: are what was given, then what the action demands, then what it takes", () => {
    const action = taking({
      properties: { note: { type: "string" }, id: { type: "string" }, status: { type: "string" } },
      required: ["id"],
    });
    expect(fieldsOf(ofAction({ status: "paid" }), action)).toStrictEqual([
      field("status", "paid"),
      field("id", "", { isRequired: true }),
      field("note"),
    ]);
  });

  it("E3: are those that were given where the action says nothing, or is gone", () => {
    for (const action of [taking({}), taking({ properties: 7, required: 7 }), undefined])
      expect(fieldsOf(ofAction({ id: "7" }), action)).toStrictEqual([field("id", "7")]);
  });

  it.each([[null], ["id"], [["id"]]])("E3: are none for arguments that are no object: %j", (given) => {
    expect(fieldsOf(ofAction(given), undefined)).toEqual([]);
    expect(entering(ofAction(given), {})).toEqual({ ok: true, target: ofAction({}) });
  });

  it("E3: say what the description and the choices of an input say, in few words", () => {
    const hints = (properties: Record<string, Json>) =>
      fieldsOf(ofAction({}), taking({ properties })).map((one) => ("hint" in one ? one.hint : "no hint"));
    const long = "much ".repeat(40);
    expect(
      hints({
        a: { description: "Which state", enum: ["open", 7] },
        b: { description: "Which state" },
        c: { enum: ["open"] },
        d: { description: 7, enum: "open" },
        e: true,
        f: { description: long },
      }),
    ).toEqual([
      "Which state. One of open, 7",
      "Which state",
      "One of open",
      "no hint",
      "no hint",
      long.slice(0, 150),
    ]);
  });

  it("E3: show a text as it is and everything else as JSON, on several lines where it has them or is long", () => {
    const shown = (value: Json) => {
      const [one] = fieldsOf(ofAction({ value }), undefined);
      return [one?.text, one?.isLong];
    };
    expect(shown("7")).toEqual(["7", false]);
    expect(shown(7)).toEqual(["7", false]);
    expect(shown(null)).toEqual(["null", false]);
    expect(shown({ a: [1] })).toEqual(['{\n  "a": [\n    1\n  ]\n}', true]);
    expect(shown("a\nb")).toEqual(["a\nb", true]);
    expect(shown("x".repeat(80))).toEqual(["x".repeat(80), false]);
    expect(shown("x".repeat(81))).toEqual(["x".repeat(81), true]);
  });

  it.each(["GET", "HEAD"])("E3: of a described %s are its query and no body", (method) => {
    expect(fieldsOf(described(method, undefined, { limit: 5 }), undefined)).toStrictEqual([
      field("query.limit", "5"),
    ]);
  });

  it("E3: of another described call are its query and its body", () => {
    const body = field("body", "", { isLong: true, hint: "JSON" });
    expect(fieldsOf(described("POST", undefined, { dry: "no" }), undefined)).toStrictEqual([
      field("query.dry", "no"),
      body,
    ]);
    expect(fieldsOf(described("PUT", { a: 1 }), undefined)).toStrictEqual([
      { ...body, text: '{\n  "a": 1\n}' },
    ]);
  });

  it("E3: are at most forty", () => {
    const given = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, at]));
    expect(fieldsOf(ofAction(given), undefined)).toHaveLength(40);
  });
});

describe("E3: what is entered", () => {
  it("E3: changes the fields that are another text now, and nothing else keeps less than its value", () => {
    const action = taking({ properties: { note: { type: "string" } } });
    const target = ofAction({ id: 7, status: "paid", lines: [1, 2] });
    const lines = JSON.stringify([1, 2], null, 2);
    expect(entering(target, { id: "7", lines, status: "sent", note: "soon" }, action)).toEqual({
      ok: true,
      target: ofAction({ id: 7, status: "sent", lines: [1, 2], note: "soon" }),
    });
    expect(entering(target, { status: "" }, action)).toEqual({
      ok: true,
      target: ofAction({ id: 7, lines: [1, 2] }),
    });
  });

  it("E3: is dropped under a name that is no field", () => {
    const target = ofAction({ id: 7 });
    expect(entering(target, { admin: "true" })).toEqual({ ok: true, target });
    const call = described("POST", { a: 1 }, { dry: "no" });
    expect(entering(call, { "query.admin": "true", path: "/admin" })).toEqual({ ok: true, target: call });
  });

  it("E3: changes the query and the body of a described call, each by its own field", () => {
    const call = described("POST", { a: 1 }, { dry: "no", limit: 5 });
    expect(entering(call, { "query.dry": "not yet" })).toEqual({
      ok: true,
      target: described("POST", { a: 1 }, { dry: "not yet", limit: 5 }),
    });
    expect(entering(call, { body: '{"a":2}', "query.dry": "" })).toEqual({
      ok: true,
      target: described("POST", { a: 2 }, { limit: 5 }),
    });
  });

  it("E3: takes the body away where nothing is left of it", () => {
    const edited = entering(described("POST", { a: 1 }), { body: " \n" });
    expect(edited).toStrictEqual({ ok: true, target: described("POST") });
  });

  it("E3: is no body where it is no JSON", () => {
    expect(entering(described("POST", { a: 1 }), { body: "{a" })).toEqual({
      ...{ ok: false, field: "body" },
      message: "This is not valid JSON",
    });
  });
});
