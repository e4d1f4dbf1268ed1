import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { environmentSchema } from "../src/environment.ts";
import { ChiefError } from "../src/kernel/index.ts";

const KEY = Buffer.alloc(32, 1).toString("base64");

/** The problems that stop the start, as they are printed. */
function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ChiefError)) throw error;
    expect(error.code).toBe("config.invalid");
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.replace("  - ", ""));
  }
}

describe("A1: with no variable set", () => {
  it("is local mode on loopback, with the sample APIs and the built-in commands", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      publicUrl: "http://localhost:3000",
      slack: { mode: "local" },
      planner: "auto",
      samples: true,
      approvalHours: 72,
      callsPerMinute: 10,
    });
    expect(config.model).toBeUndefined();
    expect(config.databaseUrl).toBeUndefined();
    expect(isAbsolute(config.dataDir)).toBe(true);
  });

  it("takes an empty variable for one that is not set", () => {
    expect(readConfig({ PORT: "", SLACK_BOT_TOKEN: " ", CHIEF_PLANNER: "", DATABASE_URL: "" })).toEqual(
      readConfig({}),
    );
  });
});

describe("A3: how Chief reaches Slack", () => {
  it("is Socket Mode with an app token", () => {
    const { slack, samples } = readConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" });
    expect(slack).toMatchObject({ mode: "token", over: { kind: "socket" } });
    expect(samples).toBe(false);
  });

  it("is signed HTTP with a signing secret, at another host where that is set", () => {
    const { slack } = readConfig({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_SIGNING_SECRET: "s",
      SLACK_API_URL: "http://127.0.0.1:9100/api/",
    });
    expect(slack).toMatchObject({
      mode: "token",
      over: { kind: "http" },
      apiUrl: "http://127.0.0.1:9100/api/",
    });
  });

  it("is any number of workspaces with a client id and secret, over either", () => {
    const client = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "hush", SLACK_ALLOWED_TEAMS: "T1, E2" };
    const config = readConfig({ ...client, SLACK_SIGNING_SECRET: "s" });
    const allowedTeams = ["T1", "E2"];
    expect(config.slack).toMatchObject({
      mode: "install",
      clientId: "1.2",
      allowedTeams,
      over: { kind: "http" },
    });
    expect(JSON.stringify(config)).not.toContain("hush");
    expect(readConfig({ ...client, SLACK_APP_TOKEN: "xapp-1" }).slack).toMatchObject({
      over: { kind: "socket" },
    });
  });

  it("never prints a token", () => {
    const config = readConfig({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      OPENAI_API_KEY: "sk-1",
    });
    expect(JSON.stringify(config)).not.toMatch(/xoxb-1|xapp-1|sk-1/);
  });
});

describe("I2: where the vault key is", () => {
  it("is a transit engine, with a token that is never printed, beside an old key", () => {
    const config = readConfig({
      CHIEF_VAULT_ADDR: "https://vault.internal:8200",
      CHIEF_VAULT_TOKEN: "hvs.1",
      CHIEF_OLD_MASTER_KEY_FILE: "/old",
    });
    expect(config).toMatchObject({
      masterKey: {},
      oldMasterKey: { file: "/old" },
      keyService: { address: "https://vault.internal:8200", mount: "transit", keyName: "chief" },
    });
    expect(JSON.stringify(config)).not.toContain("hvs.1");
  });
});

describe("A5: the model", () => {
  it("is the endpoint, the key and the name that are set", () => {
    const { model } = readConfig({
      OPENAI_API_KEY: "k",
      OPENAI_BASE_URL: "http://127.0.0.1:11434/v1",
      CHIEF_MODEL: "m",
    });
    expect(model).toMatchObject({ name: "m", baseUrl: "http://127.0.0.1:11434/v1" });
    expect(model?.apiKey.reveal()).toBe("k");
  });
});

describe("the address of the pages", () => {
  it.each([
    [{ CHIEF_PUBLIC_URL: "https://chief.example.com/" }, "https://chief.example.com"],
    [{ HOST: "0.0.0.0", PORT: "8080" }, "http://localhost:8080"],
    [{ HOST: "::1" }, "http://localhost:3000"],
    [{ HOST: "fd00::1" }, "http://[fd00::1]:3000"],
    [{ HOST: "10.0.0.5" }, "http://10.0.0.5:3000"],
  ])("%j is %s", (env, url) => {
    const { publicUrl } = readConfig(env as unknown as Record<string, string>);
    expect(publicUrl).toBe(url);
    expect(URL.canParse(publicUrl)).toBe(true);
  });
});

/** [the variables, words of each problem] */
const WRONG: readonly (readonly [Record<string, string>, readonly string[]])[] = [
  [{ PORT: "http" }, ["PORT must be a whole number from 0 to 65535"]],
  [
    { SLACK_CLIENT_ID: "1.2", SLACK_SIGNING_SECRET: "s" },
    ["SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together"],
  ],
  [{ SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "x" }, ["SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET"]],
  [
    {
      SLACK_CLIENT_ID: "1.2",
      SLACK_CLIENT_SECRET: "x",
      SLACK_SIGNING_SECRET: "s",
      CHIEF_API_TOKEN: "a".repeat(32),
    },
    ["CHIEF_API_TOKEN acts in one workspace"],
  ],
  [
    { SLACK_ALLOWED_TEAMS: "acme" },
    ["SLACK_ALLOWED_TEAMS must be ids", "SLACK_ALLOWED_TEAMS is for workspaces that install"],
  ],
  [{ PORT: "70000" }, ["PORT must be a whole number from 0 to 65535"]],
  [{ CHIEF_CONCURRENCY: "0" }, ["CHIEF_CONCURRENCY must be a whole number from 1 to 256"]],
  [{ CHIEF_CALLS_PER_MINUTE: "601" }, ["CHIEF_CALLS_PER_MINUTE must be a whole number from 0 to 600"]],
  [{ CHIEF_KEEP_ANSWERS_DAYS: "-1" }, ["CHIEF_KEEP_ANSWERS_DAYS must be a whole number from 0 to 3650"]],
  [{ CHIEF_APPROVAL_HOURS: "1.5" }, ["CHIEF_APPROVAL_HOURS must be a whole number from 1 to 8760"]],
  [{ CHIEF_DATABASE_CONNECTIONS: "2" }, ["CHIEF_DATABASE_CONNECTIONS must be a whole number from 3 to 200"]],
  [
    { DATABASE_URL: "mysql://x" },
    ["DATABASE_URL must be a URL that begins with postgres:// or postgresql://"],
  ],
  [
    { CHIEF_PUBLIC_URL: "chief.example.com" },
    ["CHIEF_PUBLIC_URL must be a URL that begins with http:// or https://"],
  ],
  [{ CHIEF_PUBLIC_URL: "https://x.test/?a=1" }, ["CHIEF_PUBLIC_URL must have nothing from ? or # on"]],
  [{ HTTPS_PROXY: "socks5://x" }, ["HTTPS_PROXY must be a URL"]],
  [{ CHIEF_PLANNER: "magic" }, ["CHIEF_PLANNER must be auto, commands or model"]],
  [{ LOG_LEVEL: "loud" }, ["LOG_LEVEL must be fatal, error, warn, info, debug or silent"]],
  [{ CHIEF_SAMPLES: "yes" }, ["CHIEF_SAMPLES must be on or off"]],
  [{ CHIEF_MASTER_KEY: "short" }, ["CHIEF_MASTER_KEY must be 32 bytes in base64"]],
  [
    { CHIEF_MASTER_KEY: KEY, CHIEF_MASTER_KEY_FILE: "/key" },
    ["CHIEF_MASTER_KEY and CHIEF_MASTER_KEY_FILE are both set"],
  ],
  [
    { CHIEF_OLD_MASTER_KEY: KEY, CHIEF_OLD_MASTER_KEY_FILE: "/key" },
    ["CHIEF_OLD_MASTER_KEY and CHIEF_OLD_MASTER_KEY_FILE are both set"],
  ],
  [
    { CHIEF_VAULT_ADDR: "http://vault.internal:8200", CHIEF_VAULT_TOKEN: "t" },
    ["CHIEF_VAULT_ADDR must be an https:// URL; plain http is accepted only for an agent on this machine"],
  ],
  [
    { CHIEF_VAULT_ADDR: "https://vault.internal:8200", CHIEF_MASTER_KEY_FILE: "/key" },
    [
      "CHIEF_VAULT_ADDR is set beside CHIEF_MASTER_KEY or CHIEF_MASTER_KEY_FILE",
      "CHIEF_VAULT_ADDR needs CHIEF_VAULT_TOKEN_FILE",
    ],
  ],
  [
    { CHIEF_VAULT_TOKEN: "t" },
    ["CHIEF_VAULT_TOKEN or CHIEF_VAULT_TOKEN_FILE is set without CHIEF_VAULT_ADDR"],
  ],
  [{ SLACK_BOT_TOKEN: "xoxp-1", SLACK_APP_TOKEN: "xapp-1" }, ["SLACK_BOT_TOKEN must begin with xoxb-"]],
  [
    { SLACK_BOT_TOKEN: "xoxb-1" },
    ["SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)"],
  ],
  [{ SLACK_APP_TOKEN: "xapp-1" }, ["SLACK_BOT_TOKEN is missing"]],
  [{ SLACK_API_URL: "http://x.test/" }, ["SLACK_API_URL is set without SLACK_BOT_TOKEN"]],
  [{ OPENAI_BASE_URL: "http://x.test/v1" }, ["OPENAI_BASE_URL is set without OPENAI_API_KEY"]],
  [{ CHIEF_MODEL: "m" }, ["CHIEF_MODEL is set without OPENAI_API_KEY"]],
  [{ CHIEF_EMBEDDINGS_MODEL: "m" }, ["CHIEF_EMBEDDINGS_MODEL needs CHIEF_EMBEDDINGS_KEY or OPENAI_API_KEY"]],
  [
    { CHIEF_EMBEDDINGS_KEY: "k" },
    ["CHIEF_EMBEDDINGS_URL or CHIEF_EMBEDDINGS_KEY is set without CHIEF_EMBEDDINGS_MODEL"],
  ],
  [{ CHIEF_PLANNER: "model" }, ["CHIEF_PLANNER=model needs a language model"]],
  [
    { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", SLACK_SIGNING_SECRET: "s" },
    ["SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are both set: set one of them"],
  ],
];

describe("A7: a wrong or contradictory variable", () => {
  it.each(WRONG)("%j stops the start, with what would be accepted", (env, words) => {
    expect(problemsOf(env)).toEqual(words.map((problem) => expect.stringContaining(problem)));
  });

  it("stops it with all the others at once, wrong ones and contradictory ones alike", () => {
    expect(
      problemsOf({
        PORT: "x",
        LOG_LEVEL: "loud",
        SLACK_BOT_TOKEN: "xoxb-1",
        OPENAI_BASE_URL: "http://x.test",
      }),
    ).toHaveLength(4);
  });

  it("never quotes a value, which may be a secret", () => {
    expect(problemsOf({ SLACK_BOT_TOKEN: "hunter2", SLACK_APP_TOKEN: "hunter3" }).join()).not.toContain(
      "hunter",
    );
  });
});

describe("A7: .env.example", () => {
  const lines = readFileSync(new URL("../.env.example", import.meta.url), "utf8").split("\n");
  const listed = lines.flatMap((line) => /^([A-Z_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? []);
  const names = listed.filter((_, at) => at % 2 === 0);

  it("lists every variable that Chief reads, and no other, each once", () => {
    expect(names.length).toBeGreaterThan(10);
    expect([...names].sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });

  it("has one comment for each", () => {
    for (const name of names) {
      const at = lines.findIndex((line) => line.startsWith(`${name}=`));
      expect(lines[at - 1], name).toMatch(/^# \S.*\.|^# \S.*[a-z0-9/>]$/);
      expect(lines[at - 2] ?? "", name).not.toMatch(/^# /);
    }
  });

  it("is what Chief does without any", () => {
    const example = Object.fromEntries(names.map((name, at) => [name, listed[at * 2 + 1] ?? ""]));
    expect(readConfig(example)).toEqual(readConfig({}));
  });
});

describe("A2: npm test", () => {
  it("is the suite that needs nothing but Node", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(scripts["test"]).toBe("vitest run --project unit");
    expect(process.env["DATABASE_URL"] ?? "").toBe("");
  });
});
