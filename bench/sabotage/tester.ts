/** The other side of `child.ts`: a process that runs tests, and another one when it hangs. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Loaded, Order, Result } from "./child.ts";

/** A sabotage may turn a loop into an endless one, which only ends with its process. */
const HANGING_MS = 90_000;

export interface Tester {
  readonly loaded: Loaded;
  /** `"hung"` when no answer came; the next order then goes to a new process. */
  run(order: Order): Promise<Result | "hung">;
  /** Begins again with a new process. */
  renew(): Promise<void>;
  close(): void;
}

export async function startTester(
  from: { project: string; folder: string; files: readonly string[] },
  sabotage?: number,
): Promise<Tester> {
  let { child, loaded } = await start(from, sabotage);
  const renew = async () => {
    child.kill("SIGKILL");
    ({ child, loaded } = await start(from, sabotage));
  };
  return {
    loaded,
    async run(order) {
      child.send(order);
      const answer = await answerOf(child, HANGING_MS);
      if (answer === undefined) await renew();
      return (answer as Result | undefined) ?? "hung";
    },
    renew,
    close: () => void child.kill("SIGKILL"),
  };
}

async function start(
  { project, folder, files }: { project: string; folder: string; files: readonly string[] },
  sabotage: number | undefined,
): Promise<{ child: ChildProcess; loaded: Loaded }> {
  const child = fork(`${project}/bench/sabotage/child.ts`, [folder, ...files], {
    cwd: folder,
    execArgv: ["--import", import.meta.resolve("tsx")],
    env: {
      ...process.env,
      SABOTAGED_PROJECT: project,
      ...(sabotage === undefined ? {} : { SABOTAGE: String(sabotage) }),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const loaded = await answerOf(child, 5 * HANGING_MS);
  if (!loaded) throw new Error("the tests of the copy could not be loaded");
  return { child, loaded: loaded as Loaded };
}

/** The next message of a process; undefined when it ends, or says nothing in time. */
async function answerOf(child: ChildProcess, withinMs: number): Promise<unknown> {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), withinMs);
  try {
    const { signal } = given;
    const ended = once(child, "exit", { signal }).then(
      () => undefined,
      () => undefined,
    );
    const [message] = (await Promise.race([once(child, "message", { signal }), ended])) ?? [];
    return message;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    given.abort();
  }
}
