import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { CHIEF_APP } from "../../src/local/workspace/index.ts";
import { createAppUrl, manifestFor, manifestText } from "../../src/manifest.ts";

const HOST = "https://chief.example.com";
const SCHEMA = new URL("manifest-schema/manifest.schema.2.0.0.json", import.meta.url);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const isValid = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));

async function print(...args: string[]): Promise<string> {
  const command = ["--import", "tsx", "scripts/print-manifest.ts", ...args];
  return (await promisify(execFile)(process.execPath, command, { cwd: ROOT })).stdout;
}

describe("A4: the manifest", () => {
  it.each([
    ["Socket Mode", {}],
    ["signed HTTP", { http: HOST }],
    ["many workspaces over HTTP", { http: HOST, many: HOST }],
    ["many workspaces over Socket Mode", { many: HOST }],
  ])("is valid by Slack's own schema for %s", (_what, variant) => {
    isValid(manifestFor(variant));
    expect(isValid.errors).toBeNull();
  });

  it("the schema refuses what Slack does not know, so that the test before can fail", () => {
    expect(isValid({ ...manifestFor({}), features: { agent_vision: {} } })).toBe(false);
  });

  it("is printed for each way by one command; manifest.yml is the one for Socket Mode", async () => {
    const [socket, http, many, link] = await Promise.all([
      print("--socket"),
      print("--http", HOST),
      print("--http", HOST, "--many", HOST),
      print("--link"),
    ]);
    expect(socket).toBe(manifestText());
    expect(parse(http ?? "")).toEqual(manifestFor({ http: HOST }));
    expect(http?.match(/https:\/\/chief\.example\.com\/slack\/events/g)).toHaveLength(3);
    expect(many).toContain(`${HOST}/slack/oauth_redirect`);
    expect(link).toBe(`${createAppUrl(manifestFor({}))}\n`);
    await expect(print("--http", "http://chief.example.com")).rejects.toThrow(/Usage/);
  }, 120_000);

  it("hears of removals, and asks for no scope and no event that the local workspace does not play", () => {
    const { oauth_config, settings } = manifestFor({});
    const events = (settings.event_subscriptions as { bot_events?: string[] }).bot_events ?? [];
    expect(events).toEqual(expect.arrayContaining(["app_uninstalled", "tokens_revoked", "app_mention"]));
    expect(events.filter((event) => !CHIEF_APP.botEvents.includes(event))).toEqual([]);
    expect(oauth_config.scopes.bot.filter((scope) => !CHIEF_APP.scopes.includes(scope))).toEqual([]);
  });

  it("the page that creates the app carries it whole", () => {
    const url = new URL(createAppUrl(manifestFor({ http: HOST })));
    expect([url.origin, url.pathname, url.searchParams.get("new_app")]).toEqual([
      "https://api.slack.com",
      "/apps",
      "1",
    ]);
    expect(JSON.parse(url.searchParams.get("manifest_json") ?? "")).toEqual(manifestFor({ http: HOST }));
  });
});
