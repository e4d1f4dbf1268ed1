/** The built Chief in a process of its own on a PostgreSQL, asked by its REST API. */
import { type ChildProcess, execFileSync, fork, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { freePort } from "../../test/support/chief/free-port.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SERVER = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const TOKEN = randomBytes(24).toString("hex");

export interface Chief {
  readonly pid: number;
  // biome-ignore lint/suspicious/noExplicitAny: a bench says what it expects of the JSON
  ask(request: string, body: unknown): Promise<any>;
  /** The bytes of what is answered, as they come. */
  read(path: string): Promise<AsyncIterable<Uint8Array>>;
}

/** Builds Chief, starts it, and stops it after `use`. */
async function withChief(use: (chief: Chief) => Promise<void>): Promise<void> {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: ROOT, stdio: "inherit" });
  const [port, name] = [await freePort(), `chief_results_${process.pid}`];
  const dataDir = mkdtempSync(join(tmpdir(), "chief-results-"));
  const server = new pg.Client(SERVER);
  await server.connect();
  await server.query(`create database ${name}`);
  const url = `http://127.0.0.1:${port}`;
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...{
        PATH,
        HOME,
        PORT: String(port),
        CHIEF_PUBLIC_URL: url,
        CHIEF_DATA_DIR: dataDir,
        LOG_LEVEL: "warn",
      },
      ...{ CHIEF_CALLS_PER_MINUTE: "0", CHIEF_API_TOKEN: TOKEN },
      DATABASE_URL: Object.assign(new URL(SERVER), { pathname: name }).href,
    },
  });
  try {
    await lineOf(child, /^Sign in:/);
    await use({
      pid: child.pid ?? 0,
      ask: (request, body) => askApi(url, request, body),
      read: (path) => readApi(url, path),
    });
  } finally {
    const gone = once(child, "exit");
    child.kill();
    await gone;
    await server.query(`drop database ${name} with (force)`);
    await server.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The same with an API called Shop connected: `file` of this folder, run with `argument` in a process of its own. */
export async function withShop(
  shop: { readonly file: string; readonly argument: string; readonly openapi: object },
  use: (chief: Chief, baseUrl: string) => Promise<void>,
): Promise<void> {
  const api = fork(fileURLToPath(new URL(shop.file, import.meta.url)), [shop.argument], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const baseUrl = await lineOf(api, /^http/);
  try {
    await withChief(async (chief) => {
      await chief.ask("POST /integrations", {
        ...{ name: "Shop", baseUrl, credential: { method: "none" }, allowPrivateNetwork: true },
        openapi: JSON.stringify(shop.openapi),
      });
      await use(chief, baseUrl);
    });
  } finally {
    api.kill();
  }
}

async function readApi(url: string, path: string): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  if (!response.ok || !response.body) throw new Error(`${path} was answered ${response.status}`);
  return response.body;
}

async function askApi(url: string, request: string, body: unknown) {
  const [method = "", path = ""] = request.split(" ");
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${request} was answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** The first line of its output that is wanted. */
async function lineOf(child: ChildProcess, wanted: RegExp): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream }))
    if (wanted.test(line)) return line;
  throw new Error(`it ended before it wrote ${wanted}`);
}
