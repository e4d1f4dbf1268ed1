/** `npm run bench:oauth-quirks [file]`: every token answer of a file through the code that asks for tokens. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readQuirkCases, runQuirkCases } from "../test/vault/oauth/quirk-cases.ts";

const file =
  process.argv[2] ?? fileURLToPath(new URL("../../shared/bench/security/oauth-quirks.json", import.meta.url));
if (!existsSync(file)) {
  console.error(`There is no ${file}. Give the path of a file of cases.`);
  process.exit(2);
}
const results = await runQuirkCases(readQuirkCases(file));
for (const { quirkCase, outcome, isAsExpected } of results)
  console.log(
    `${isAsExpected ? "ok  " : "FAIL"} ${quirkCase.id} ${quirkCase.name}: ${outcome} (${quirkCase.expected})`,
  );
const right = results.filter(({ isAsExpected }) => isAsExpected).length;
console.log(`${right} of ${results.length} as expected`);
process.exitCode = right === results.length ? 0 : 1;
