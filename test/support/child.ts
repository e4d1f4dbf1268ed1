import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A child process that runs a TypeScript module. It is killed when the test ends. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the first line of its output, from now on, for which `isWanted` is true; rejects when it ends. */
  line(isWanted: (line: string) => boolean): Promise<string>;
  /** `kill -9`, and waits until it is gone. Resolves with the last line that it wrote. */
  kill(): Promise<string>;
}

/** Runs the module `path`, relative to `callerUrl`, with `args`. Its errors go to ours. */
export function startChild(callerUrl: string, path: string, args: readonly string[]): Child {
  const file = fileURLToPath(new URL(path, callerUrl));
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(lines, "close");
  let last = "";
  lines.on("line", (line) => {
    last = line;
  });
  onTestFinished(() => void child.kill("SIGKILL"));

  function line(isWanted: (line: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      lines.on("line", (text) => isWanted(text) && resolve(text));
      ended.then(() => reject(new Error(`the child ended before it wrote the line; its last was "${last}"`)));
    });
  }

  async function kill(): Promise<string> {
    child.kill("SIGKILL");
    await ended;
    return last;
  }

  return { process: child, line, kill };
}
