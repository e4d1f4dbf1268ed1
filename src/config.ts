import { resolve } from "node:path";
import { type Environment, readEnvironment } from "./environment.ts";
import { ChiefError, countOf, Secret } from "./kernel/index.ts";

/** How Slack reaches Chief: over sockets that Chief opens, or by signed requests. */
export type SlackTransport =
  | { readonly kind: "socket"; readonly appToken: Secret }
  | { readonly kind: "http"; readonly signingSecret: Secret };

/** How Chief reaches Slack. `local` is the workspace of its own that stands in for Slack. */
export type SlackConfig =
  | { readonly mode: "local" }
  | {
      /** One workspace, by the token of its bot. */
      readonly mode: "token";
      readonly botToken: Secret;
      readonly over: SlackTransport;
      readonly apiUrl?: string;
    }
  | {
      /** Any number of workspaces, which install Chief by OAuth. */
      readonly mode: "install";
      readonly clientId: string;
      readonly clientSecret: Secret;
      /** Teams and organisations that may; any when empty. */
      readonly allowedTeams: readonly string[];
      readonly over: SlackTransport;
      readonly apiUrl?: string;
    };

export interface KeyServiceConfig {
  readonly address: string;
  readonly mount: string;
  readonly keyName: string;
  readonly namespace?: string;
  readonly caFile?: string;
  /** A file is read anew for each request, so that an agent may renew the token. */
  readonly token: Secret | { readonly file: string };
}

/** Everything that an operator can set, checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where people reach Chief's pages, without a trailing slash. */
  readonly publicUrl: string;
  /** Reverse proxies before it, each of which adds whom it was asked by to `X-Forwarded-For`. */
  readonly proxies: number;
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly databaseConnections: number;
  readonly slack: SlackConfig;
  /** The client of the Slack app, by which people sign in with Slack; absent where they sign in by link. */
  readonly slackClient?: { readonly id: string; readonly secret: Secret };
  /** Whether Slack streams messages; GovSlack does not. */
  readonly nativeStreaming: boolean;
  readonly model?: { readonly apiKey: Secret; readonly name: string; readonly baseUrl?: string };
  /** Search by meaning beside words; absent where no embeddings endpoint is configured. */
  readonly embeddings?: { readonly apiKey: Secret; readonly name: string; readonly baseUrl?: string };
  readonly planner: "auto" | "commands" | "model";
  readonly masterKey: { readonly value?: string; readonly file?: string };
  /** Accepted beside the vault key for the time of a rotation. */
  readonly oldMasterKey: { readonly value?: string; readonly file?: string };
  /** The transit engine that keeps the vault key, instead of a file or a variable. */
  readonly keyService?: KeyServiceConfig;
  readonly proxyUrl?: string;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
  /** Runs that are worked on at once in this process; the rest waits. */
  readonly concurrency: number;
  readonly approvalHours: number;
  /** For how many days after its run ended the answer of an API is kept; 0 for ever. */
  readonly keepAnswersDays: number;
  /** How often each action may be called in a minute where no admin set another limit; 0 for as often as wanted. */
  readonly callsPerMinute: number;
  /** A token of the REST API that acts as an admin; absent where the operator set none. */
  readonly apiToken?: Secret;
  /** How many requests of the REST API each token may make in a minute. */
  readonly apiRequestsPerMinute: number;
  /** The sample APIs of local mode; none where Chief is connected to a real Slack. */
  readonly samples: boolean;
}

/**
 * The configuration in `env`. Empty variables count as not set.
 *
 * @throws ChiefError `config.invalid`, whose message lists every problem and what would be accepted
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = readEnvironment(env);
  if (read.ok) return assemble(read.environment);
  const { problems } = read;
  throw new ChiefError("config.invalid", {
    message: `The configuration has ${countOf(problems.length, "problem")}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
  });
}

function assemble(env: Environment): Config {
  const slack = slackConfig(env);
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: (env.CHIEF_PUBLIC_URL ?? `http://${nameOfHost(env.HOST)}:${env.PORT}`).replace(/\/+$/, ""),
    proxies: env.CHIEF_PROXIES,
    dataDir: resolve(env.CHIEF_DATA_DIR),
    databaseConnections: env.CHIEF_DATABASE_CONNECTIONS,
    slack,
    nativeStreaming: env.SLACK_NATIVE_STREAMING === "on",
    planner: env.CHIEF_PLANNER,
    masterKey: givenKey(env.CHIEF_MASTER_KEY, env.CHIEF_MASTER_KEY_FILE),
    oldMasterKey: givenKey(env.CHIEF_OLD_MASTER_KEY, env.CHIEF_OLD_MASTER_KEY_FILE),
    ...(env.CHIEF_VAULT_ADDR ? { keyService: keyServiceConfig(env, env.CHIEF_VAULT_ADDR) } : {}),
    logLevel: env.LOG_LEVEL,
    concurrency: env.CHIEF_CONCURRENCY,
    approvalHours: env.CHIEF_APPROVAL_HOURS,
    keepAnswersDays: env.CHIEF_KEEP_ANSWERS_DAYS,
    callsPerMinute: env.CHIEF_CALLS_PER_MINUTE,
    apiRequestsPerMinute: env.CHIEF_API_REQUESTS_PER_MINUTE,
    ...(env.CHIEF_API_TOKEN ? { apiToken: new Secret(env.CHIEF_API_TOKEN) } : {}),
    samples: slack.mode === "local" && env.CHIEF_SAMPLES === "on",
    ...(env.SLACK_CLIENT_ID && env.SLACK_CLIENT_SECRET
      ? { slackClient: { id: env.SLACK_CLIENT_ID, secret: new Secret(env.SLACK_CLIENT_SECRET) } }
      : {}),
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    ...(env.HTTPS_PROXY ? { proxyUrl: env.HTTPS_PROXY } : {}),
    ...(env.OPENAI_API_KEY ? { model: modelConfig(env, env.OPENAI_API_KEY) } : {}),
    ...(env.CHIEF_EMBEDDINGS_MODEL ? { embeddings: embeddingsConfig(env, env.CHIEF_EMBEDDINGS_MODEL) } : {}),
  };
}

function givenKey(value: string | undefined, file: string | undefined): Config["masterKey"] {
  return { ...(value ? { value } : {}), ...(file ? { file } : {}) };
}

function keyServiceConfig(env: Environment, address: string): KeyServiceConfig {
  return {
    address,
    mount: env.CHIEF_VAULT_MOUNT,
    keyName: env.CHIEF_VAULT_KEY,
    token: env.CHIEF_VAULT_TOKEN_FILE
      ? { file: env.CHIEF_VAULT_TOKEN_FILE }
      : new Secret(env.CHIEF_VAULT_TOKEN ?? ""),
    ...(env.CHIEF_VAULT_NAMESPACE ? { namespace: env.CHIEF_VAULT_NAMESPACE } : {}),
    ...(env.CHIEF_VAULT_CA_FILE ? { caFile: env.CHIEF_VAULT_CA_FILE } : {}),
  };
}

/** What a browser calls the interface that is listened on. */
function nameOfHost(host: string): string {
  if (["127.0.0.1", "0.0.0.0", "::1", "::"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function slackConfig(env: Environment): SlackConfig {
  if (!env.SLACK_BOT_TOKEN && !env.SLACK_CLIENT_ID) return { mode: "local" };
  const common = {
    over: env.SLACK_APP_TOKEN
      ? { kind: "socket" as const, appToken: new Secret(env.SLACK_APP_TOKEN) }
      : { kind: "http" as const, signingSecret: new Secret(env.SLACK_SIGNING_SECRET ?? "") },
    ...(env.SLACK_API_URL ? { apiUrl: env.SLACK_API_URL } : {}),
  };
  if (env.SLACK_BOT_TOKEN) return { mode: "token", botToken: new Secret(env.SLACK_BOT_TOKEN), ...common };
  return {
    mode: "install",
    clientId: env.SLACK_CLIENT_ID ?? "",
    clientSecret: new Secret(env.SLACK_CLIENT_SECRET ?? ""),
    allowedTeams: env.SLACK_ALLOWED_TEAMS?.split(/\s*,\s*/) ?? [],
    ...common,
  };
}

const DEFAULT_MODEL = "gpt-5-mini";

function modelConfig(env: Environment, apiKey: string): NonNullable<Config["model"]> {
  return {
    apiKey: new Secret(apiKey),
    name: env.CHIEF_MODEL ?? DEFAULT_MODEL,
    ...(env.OPENAI_BASE_URL ? { baseUrl: env.OPENAI_BASE_URL } : {}),
  };
}

/** What is not set is that of the language model. */
function embeddingsConfig(env: Environment, name: string): NonNullable<Config["embeddings"]> {
  const baseUrl = env.CHIEF_EMBEDDINGS_URL ?? env.OPENAI_BASE_URL;
  return {
    apiKey: new Secret(env.CHIEF_EMBEDDINGS_KEY ?? env.OPENAI_API_KEY ?? ""),
    name,
    ...(baseUrl ? { baseUrl } : {}),
  };
}

/** What the operator entrusted to this process. */
export function secretsOf({ slack, model, embeddings, apiToken }: Config): Secret[] {
  const ofSlack = slack.mode === "local" ? [] : secretsOfSlack(slack);
  const ofModels = [model, embeddings].flatMap((endpoint) => endpoint?.apiKey ?? []);
  return [...ofSlack, ...ofModels, ...(apiToken ? [apiToken] : [])];
}

function secretsOfSlack(slack: Exclude<Config["slack"], { mode: "local" }>): Secret[] {
  return [
    slack.mode === "token" ? slack.botToken : slack.clientSecret,
    slack.over.kind === "socket" ? slack.over.appToken : slack.over.signingSecret,
  ];
}
