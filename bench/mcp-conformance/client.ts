/**
 * The client that the conformance suite drives: Chief's own connecting, consent, probe and calls, through its guard and
 * its vault, on a database of its own. Its argument is the address of the suite's server.
 */
import {
  beginReconnect,
  connectServer,
  findIntegration,
  finishConsent,
} from "../../src/integrations/index.ts";
import { type Json, newToken } from "../../src/kernel/index.ts";
import { mcpCaller } from "../../test/support/mcp-scene.ts";
import { newTeam, openGround } from "../../test/support/team.ts";

const PUBLIC_URL = "http://localhost:4699";
const CLIENT_METADATA = "https://conformance-test.local/client-metadata.json";
/** How often a person would be asked for more access before they gave up. */
const MOST_CONSENTS = 3;

const url = process.argv[2] ?? "";
const scenario = process.env["MCP_CONFORMANCE_SCENARIO"] ?? "";
const given = JSON.parse(process.env["MCP_CONFORMANCE_CONTEXT"] ?? "{}") as Record<string, unknown>;
const text = (name: string) => (typeof given[name] === "string" ? given[name] : "");

const ground = await openGround();
const team = await newTeam(ground);
const person = { workspaceId: team.workspace.id, by: team.ada.id, browserToken: newToken() };
const deps = { ...ground, publicUrl: PUBLIC_URL, providers: [], clientMetadataUrl: CLIENT_METADATA };
const isGuarded = scenario.startsWith("auth/");
const input = {
  name: "Suite",
  url,
  auth: isGuarded ? "oauth" : "none",
  clientId: text("client_id"),
  clientSecret: text("client_secret"),
  allowPrivateNetwork: true,
};

const outcome = await connectServer(deps, { ...person, input });
if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults));
const { id, workspaceId } = outcome.integration;
const integration = async () => {
  const found = await findIntegration(ground.db, workspaceId, id);
  if (!found) throw new Error("the integration is gone");
  return found;
};

/** What a person does on the suite's page: nothing, it sends the browser back at once. */
async function consent(scopes: readonly string[]): Promise<string> {
  const begun = await beginReconnect(deps, person, { integration: await integration(), scopes });
  if (!begun.ok) throw new Error(begun.message);
  const page = await fetch(begun.authorizationUrl, { redirect: "manual" });
  const finished = await finishConsent(deps, person, new URL(page.headers.get("location") ?? ""));
  if (!finished.ok) throw new Error(finished.message);
  return finished.probe.health === "healthy" ? "" : finished.probe.note;
}

const wanted = (told: string) =>
  /with the scopes ([\x20-\x7e]+?)(?:: http|$)/.exec(told)?.[1]?.split(" ") ?? [];
const scopes = new Set<string>();

/** Gives the access that was asked for, as often as a person would. */
async function consentFor(told: string): Promise<string> {
  let answer = told;
  for (let asked = 1; asked < MOST_CONSENTS && wanted(answer).length > 0; asked++) {
    for (const scope of [...((await integration()).scopes ?? []), ...wanted(answer)]) scopes.add(scope);
    answer = await consent([...scopes]);
  }
  return answer;
}

if (isGuarded) await consentFor(await consent([]));

const SAMPLES: Readonly<Record<string, Json>> = { number: 2, integer: 2, string: "text", boolean: true };
const caller = mcpCaller(ground, team, integration);
for (const action of await caller.actions()) {
  const name = action.tool?.name ?? "";
  const properties = Object.entries(
    (action.inputSchema["properties"] ?? {}) as Record<string, { type?: string }>,
  );
  const args = Object.fromEntries(properties.map(([key, { type }]) => [key, SAMPLES[type ?? ""] ?? {}]));
  await caller.allow(name, "read");
  const called = await caller.call(name, args);
  if (called.kind !== "failed" || wanted(called.message).length === 0) continue;
  await consentFor(called.message);
  await caller.call(name, args);
}
await caller.close();
await ground.close();
process.exit(0);
