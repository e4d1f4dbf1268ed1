import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createApp } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import type { Provider } from "../../../src/integrations/index.ts";
import type { Clock } from "../../../src/kernel/index.ts";
import { silentLogger } from "../silent-logger.ts";

/** A Chief that runs. */
export interface Running {
  readonly url: string;
  readonly signInLink: string;
  stop(): Promise<void>;
  restart(): Promise<void>;
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** Runs the app in this process. */
export async function runApp(
  env: Environment,
  {
    clock,
    callTimeoutMs,
    checkEveryMs,
    providers,
    writeLog,
    scheduleTick,
    drainMs,
  }: {
    clock: Clock;
    scheduleTick?: string;
    drainMs?: number;
    callTimeoutMs?: number;
    checkEveryMs?: number;
    providers?: readonly Provider[];
    writeLog?: (line: string) => void;
  },
): Promise<Running> {
  const given = {
    ...(writeLog ? { writeLog } : { logger: silentLogger() }),
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
    ...(checkEveryMs === undefined ? {} : { checkEveryMs }),
    ...(providers ? { providers } : {}),
    ...(scheduleTick ? { scheduleTick } : {}),
    ...(drainMs === undefined ? {} : { drainMs }),
  };
  const begin = async () => {
    const app = createApp(readConfig(env), { clock, ...given });
    return { app, started: await app.start() };
  };
  let running = await begin();
  const { url, signInLink = "" } = running.started;
  return {
    url,
    signInLink,
    stop: () => running.app.stop(),
    async restart() {
      await running.app.stop();
      running = await begin();
    },
    killAndRestart: () => Promise.reject(new Error("this Chief runs in the process of the test")),
  };
}

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const COMPILER = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));

/** Runs Chief in a process of its own, compiled as for production: from source, each start takes ten seconds. */
export async function runProcess(env: Environment): Promise<Running> {
  await promisify(execFile)(COMPILER, ["-p", "tsconfig.build.json"], { cwd: ROOT });
  let running = await spawnMain(env);
  const end = async (signal: NodeJS.Signals) => {
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  const again = async (signal: NodeJS.Signals, meanwhile?: () => Promise<void>) => {
    await end(signal);
    await meanwhile?.();
    running = await spawnMain(env);
  };
  return {
    url: env["CHIEF_PUBLIC_URL"] ?? "",
    signInLink: running.signInLink,
    stop: () => end("SIGTERM"),
    restart: () => again("SIGTERM"),
    killAndRestart: (meanwhile) => again("SIGKILL", meanwhile),
  };
}

/** Starts the process and resolves when it has printed its sign-in link. */
async function spawnMain(env: Environment) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (text) => {
    complaints += text;
  });
  const lines = createInterface({ input: child.stdout });
  const link = new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      const found = /^Sign in: (\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once("close", (code, signal) =>
      reject(new Error(`Chief ended (${code ?? signal}) before it was ready: ${complaints}`)),
    );
  });
  return { child, signInLink: await link };
}
