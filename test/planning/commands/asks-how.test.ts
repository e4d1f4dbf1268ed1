import { describe, expect, it } from "vitest";
import { asksHow } from "../../../src/planning/commands/asks-how.ts";

describe("B6: asking how an answer came to be", () => {
  it.each([
    "how did you get this?",
    "How did you get that number?",
    "and how did you calculate it",
    "where does this come from?",
    "show me the SQL",
    "explain this",
    "what is this based on?",
  ])("understands “%s”", (text) => {
    expect(asksHow(text)).toBe(true);
  });

  it.each([
    "how do I get a refund for order 7?",
    "how many orders did you get yesterday?",
    "where is order 1042?",
    "show me the orders",
    "explain_results",
  ])("leaves “%s” alone", (text) => {
    expect(asksHow(text)).toBe(false);
  });
});
