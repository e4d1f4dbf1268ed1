import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { sleep } from "../../src/kernel/index.ts";
import { freePort } from "./chief/free-port.ts";

const PROGRAM = createRequire(import.meta.url).resolve(
  "@modelcontextprotocol/server-everything/dist/index.js",
);
const PATIENCE_MS = 60_000;

/** Starts the reference server of the protocol, which has a tool of every kind, over Streamable HTTP on loopback. */
export async function startServerEverything(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const env = { PATH: process.env["PATH"], PORT: String(port) };
  const child = spawn(process.execPath, [PROGRAM, "streamableHttp"], { env, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}/mcp`;
  const until = Date.now() + PATIENCE_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error("server-everything did not start");
    await sleep(50);
  }
  return {
    url,
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const answers = (url: string) =>
  fetch(url, { method: "OPTIONS" }).then(
    () => true,
    () => false,
  );
