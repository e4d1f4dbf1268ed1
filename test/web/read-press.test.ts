import { describe, expect, it } from "vitest";
import { inputName, readAnswers, readPress } from "../../src/web/blocks/read-press.ts";

function fields(entries: readonly (readonly [string, string])[]) {
  const texts = (name: string) => entries.filter(([key]) => key === name).map(([, value]) => value);
  return {
    names: [...new Set(entries.map(([key]) => key))],
    texts,
    text: (name: string) => texts(name)[0] ?? "",
  };
}

describe("what was pressed", () => {
  it("is the element and its values", () => {
    const press = readPress(
      fields([
        ["block_id", "b"],
        ["action_id", "a"],
        ["type", "checkboxes"],
        ["value", ""],
        ["value", "x"],
        ["value", "y"],
      ]),
    );
    expect(press).toEqual({ blockId: "b", actionId: "a", values: ["", "x", "y"] });
  });

  it("counts a date and time in seconds, as Slack does", () => {
    const press = readPress(
      fields([
        ["type", "datetimepicker"],
        ["value", "2026-11-20T12:00"],
      ]),
    );
    expect(press.values).toEqual(["1795176000"]);
  });
});

describe("what was entered into a modal", () => {
  it("is by block and action, whatever characters their ids have", () => {
    const name = inputName("a/b", "c d/é", "plain_text_input");
    expect(readAnswers(fields([[name, "hello"]]))).toEqual({ "a/b": { "c d/é": ["hello"] } });
  });

  it("leaves out what is no input, and never takes a name for a prototype", () => {
    const answers = readAnswers(
      fields([
        ["plain", "x"],
        ["%E0%A4%A/x/y", "x"],
        ["__proto__/x/y", "z"],
      ]),
    );
    expect(Object.keys(answers)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(answers)).toBe(Object.prototype);
  });
});
