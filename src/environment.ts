import { z } from "zod";

const optional = z
  .string()
  .trim()
  .transform((text) => text || undefined)
  .optional();
const whole = (least: number, most: number, otherwise: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)
    .default(otherwise);
const address = (schemes: string) =>
  optional.refine(
    (text) =>
      text === undefined ||
      (URL.canParse(text) && new RegExp(`^(${schemes}):$`).test(new URL(text).protocol)),
    `must be a URL that begins with ${schemes.replaceAll("|", ":// or ")}://`,
  );
const startingWith = (prefix: string) =>
  optional.refine((text) => text === undefined || text.startsWith(prefix), `must begin with ${prefix}`);

const masterKey = optional.refine(
  (text) => text === undefined || /^[A-Za-z0-9+/]{43}=$/.test(text),
  "must be 32 bytes in base64, as printed by: openssl rand -base64 32",
);
const isThisMachine = (url: string) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);

/** Every variable that Chief reads, and what it accepts. `.env.example` lists the same ones. */
export const environmentSchema = z.object({
  HOST: z.string().trim().min(1).default("127.0.0.1"),
  PORT: whole(0, 65_535, 3000),
  CHIEF_PUBLIC_URL: address("http|https").refine(
    (text) => text === undefined || !/[?#]/.test(text),
    "must have nothing from ? or # on: https://chief.example.com is accepted",
  ),
  CHIEF_PROXIES: whole(0, 10, 0),
  CHIEF_DATA_DIR: z.string().trim().min(1).default(".chief"),
  DATABASE_URL: address("postgres|postgresql"),
  CHIEF_DATABASE_CONNECTIONS: whole(3, 200, 10),
  SLACK_BOT_TOKEN: startingWith("xoxb-"),
  SLACK_APP_TOKEN: startingWith("xapp-"),
  SLACK_SIGNING_SECRET: optional,
  SLACK_CLIENT_ID: optional,
  SLACK_CLIENT_SECRET: optional,
  SLACK_ALLOWED_TEAMS: optional.refine(
    (text) => text === undefined || /^[TE][A-Z0-9]+(\s*,\s*[TE][A-Z0-9]+)*$/.test(text),
    "must be ids of teams (T…) or organisations (E…), with commas between them",
  ),
  SLACK_API_URL: address("http|https"),
  SLACK_NATIVE_STREAMING: z.enum(["on", "off"], "must be on or off").default("on"),
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: address("http|https"),
  CHIEF_MODEL: optional,
  CHIEF_EMBEDDINGS_MODEL: optional,
  CHIEF_EMBEDDINGS_URL: address("http|https"),
  CHIEF_EMBEDDINGS_KEY: optional,
  CHIEF_PLANNER: z.enum(["auto", "commands", "model"], "must be auto, commands or model").default("auto"),
  CHIEF_MASTER_KEY: masterKey,
  CHIEF_MASTER_KEY_FILE: optional,
  CHIEF_OLD_MASTER_KEY: masterKey,
  CHIEF_OLD_MASTER_KEY_FILE: optional,
  CHIEF_VAULT_ADDR: address("http|https").refine(
    (text) => text === undefined || text.startsWith("https:") || isThisMachine(text),
    "must be an https:// URL; plain http is accepted only for an agent on this machine",
  ),
  CHIEF_VAULT_MOUNT: z
    .string()
    .trim()
    .regex(/^[\w-]+(\/[\w-]+)*$/, "must be the path of a transit engine, such as transit")
    .default("transit"),
  CHIEF_VAULT_KEY: z
    .string()
    .trim()
    .regex(/^[\w.-]+$/, "must be the name of a key of the transit engine")
    .default("chief"),
  CHIEF_VAULT_NAMESPACE: optional,
  CHIEF_VAULT_TOKEN: optional,
  CHIEF_VAULT_TOKEN_FILE: optional,
  CHIEF_VAULT_CA_FILE: optional,
  HTTPS_PROXY: address("http|https"),
  LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "silent"],
      "must be fatal, error, warn, info, debug or silent",
    )
    .default("info"),
  CHIEF_CONCURRENCY: whole(1, 256, 16),
  CHIEF_APPROVAL_HOURS: whole(1, 24 * 365, 72),
  CHIEF_KEEP_ANSWERS_DAYS: whole(0, 3_650, 90),
  CHIEF_CALLS_PER_MINUTE: whole(0, 600, 10),
  CHIEF_API_TOKEN: optional.refine(
    (text) => text === undefined || /^[A-Za-z0-9._~+/=-]{32,512}$/.test(text),
    "must be 32 characters or more, of letters, digits and . _ ~ + / = -, as printed by: openssl rand -hex 32",
  ),
  CHIEF_API_REQUESTS_PER_MINUTE: whole(1, 100_000, 300),
  CHIEF_SAMPLES: z.enum(["on", "off"], "must be on or off").default("on"),
});

export type Environment = z.output<typeof environmentSchema>;

/**
 * Every problem of `env`, in words that say what would be accepted: values that are wrong in themselves, then those
 * that contradict each other. Empty variables count as not set.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
):
  | { readonly ok: true; readonly environment: Environment }
  | { readonly ok: false; readonly problems: string[] } {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environmentSchema.safeParse(set);
  const faults = parsed.error?.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) ?? [];
  const problems = [...new Set([...faults, ...contradictions(set)])];
  return parsed.success && problems.length === 0
    ? { ok: true, environment: parsed.data }
    : { ok: false, problems };
}

function contradictions(env: Partial<Record<keyof Environment, string | undefined>>): string[] {
  const hasSlack = env.SLACK_APP_TOKEN !== undefined || env.SLACK_SIGNING_SECRET !== undefined;
  const checks: [boolean, string][] = [
    [
      hasSlack && !env.SLACK_BOT_TOKEN && !env.SLACK_CLIENT_ID,
      "SLACK_BOT_TOKEN is missing: SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is set (for many workspaces: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET)",
    ],
    [
      env.SLACK_CLIENT_ID !== undefined && !hasSlack,
      "SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode) beside it",
    ],
    [
      env.SLACK_CLIENT_ID !== undefined && !env.SLACK_BOT_TOKEN && env.CHIEF_API_TOKEN !== undefined,
      "CHIEF_API_TOKEN acts in one workspace, and SLACK_CLIENT_ID without SLACK_BOT_TOKEN lets in many: make tokens on each one's dashboard instead",
    ],
    [
      env.SLACK_ALLOWED_TEAMS !== undefined && (!env.SLACK_CLIENT_ID || env.SLACK_BOT_TOKEN !== undefined),
      "SLACK_ALLOWED_TEAMS is for workspaces that install Chief: SLACK_CLIENT_ID without SLACK_BOT_TOKEN",
    ],
    [
      env.SLACK_BOT_TOKEN !== undefined && !hasSlack,
      "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it",
    ],
    [
      env.SLACK_APP_TOKEN !== undefined && env.SLACK_SIGNING_SECRET !== undefined,
      "SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are both set: set one of them",
    ],
    [
      (env.SLACK_CLIENT_ID === undefined) !== (env.SLACK_CLIENT_SECRET === undefined),
      "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: set both, or neither",
    ],
    [
      env.CHIEF_MASTER_KEY !== undefined && env.CHIEF_MASTER_KEY_FILE !== undefined,
      "CHIEF_MASTER_KEY and CHIEF_MASTER_KEY_FILE are both set: set one of them",
    ],
    [
      env.CHIEF_OLD_MASTER_KEY !== undefined && env.CHIEF_OLD_MASTER_KEY_FILE !== undefined,
      "CHIEF_OLD_MASTER_KEY and CHIEF_OLD_MASTER_KEY_FILE are both set: set one of them",
    ],
    [
      env.CHIEF_VAULT_ADDR !== undefined &&
        (env.CHIEF_MASTER_KEY !== undefined || env.CHIEF_MASTER_KEY_FILE !== undefined),
      "CHIEF_VAULT_ADDR is set beside CHIEF_MASTER_KEY or CHIEF_MASTER_KEY_FILE: a key that is to be replaced by the " +
        "one in the key service goes into CHIEF_OLD_MASTER_KEY_FILE or CHIEF_OLD_MASTER_KEY",
    ],
    [
      env.CHIEF_VAULT_ADDR !== undefined && !env.CHIEF_VAULT_TOKEN && !env.CHIEF_VAULT_TOKEN_FILE,
      "CHIEF_VAULT_ADDR needs CHIEF_VAULT_TOKEN_FILE (the sink of a Vault agent) or CHIEF_VAULT_TOKEN beside it",
    ],
    [
      env.CHIEF_VAULT_TOKEN !== undefined && env.CHIEF_VAULT_TOKEN_FILE !== undefined,
      "CHIEF_VAULT_TOKEN and CHIEF_VAULT_TOKEN_FILE are both set: set one of them",
    ],
    [
      env.CHIEF_VAULT_ADDR === undefined &&
        (env.CHIEF_VAULT_TOKEN !== undefined || env.CHIEF_VAULT_TOKEN_FILE !== undefined),
      "CHIEF_VAULT_TOKEN or CHIEF_VAULT_TOKEN_FILE is set without CHIEF_VAULT_ADDR",
    ],
    [
      env.CHIEF_PLANNER === "model" && !env.OPENAI_API_KEY,
      "CHIEF_PLANNER=model needs a language model: set OPENAI_API_KEY (any text where the endpoint asks for none)",
    ],
    [
      env.OPENAI_BASE_URL !== undefined && !env.OPENAI_API_KEY,
      "OPENAI_BASE_URL is set without OPENAI_API_KEY (any text where the endpoint asks for none)",
    ],
    [
      env.CHIEF_MODEL !== undefined && !env.OPENAI_API_KEY,
      "CHIEF_MODEL is set without OPENAI_API_KEY (any text where the endpoint asks for none)",
    ],
    [
      env.CHIEF_EMBEDDINGS_MODEL !== undefined && !env.CHIEF_EMBEDDINGS_KEY && !env.OPENAI_API_KEY,
      "CHIEF_EMBEDDINGS_MODEL needs CHIEF_EMBEDDINGS_KEY or OPENAI_API_KEY (any text where the endpoint asks for none)",
    ],
    [
      env.CHIEF_EMBEDDINGS_MODEL === undefined &&
        (env.CHIEF_EMBEDDINGS_URL !== undefined || env.CHIEF_EMBEDDINGS_KEY !== undefined),
      "CHIEF_EMBEDDINGS_URL or CHIEF_EMBEDDINGS_KEY is set without CHIEF_EMBEDDINGS_MODEL",
    ],
    [
      env.SLACK_API_URL !== undefined && !env.SLACK_BOT_TOKEN && !env.SLACK_CLIENT_ID,
      "SLACK_API_URL is set without SLACK_BOT_TOKEN or SLACK_CLIENT_ID",
    ],
  ];
  return checks.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
}
