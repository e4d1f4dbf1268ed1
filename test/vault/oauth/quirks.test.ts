import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readQuirkCases, runQuirkCases } from "./quirk-cases.ts";

const FILE =
  process.env["OAUTH_QUIRKS"] ??
  fileURLToPath(new URL("../../../../shared/bench/security/oauth-quirks.json", import.meta.url));
const why = existsSync(FILE) ? "" : ` (skipped: there is no ${FILE})`;

describe.skipIf(why !== "")(`C2: token answers as providers give them${why}`, () => {
  it("are taken for a token, a verdict or passing trouble, each as the file says", async () => {
    const results = await runQuirkCases(readQuirkCases(FILE));
    const wrong = results
      .filter(({ isAsExpected }) => !isAsExpected)
      .map(
        ({ quirkCase, outcome }) =>
          `${quirkCase.id} ${quirkCase.name}: ${outcome}, not ${quirkCase.expected}`,
      );
    expect(wrong).toEqual([]);
    expect(results.length).toBeGreaterThan(10);
  });
});

describe("C2: an answer that breaks off", () => {
  const cut = { response: { truncate: true }, quirks: [], expected: "error:retry", id: "cut", name: "cut" };
  it("is neither a token nor a verdict", async () => {
    const [result] = await runQuirkCases([cut]);
    expect(result).toMatchObject({ outcome: "error:retry" });
  });
});
