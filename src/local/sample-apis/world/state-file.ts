import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ChiefError, isJsonObject } from "../../../kernel/index.ts";
import type { WorldState } from "./world.ts";

interface StateFile {
  /** Undefined when there is none yet. @throws ChiefError `local.sample_state` when it cannot be understood */
  load(): Promise<WorldState | undefined>;
  /** Replaces the file in one step; resolves when what `state` gives by then is on disk. */
  save(state: () => WorldState): Promise<void>;
}

/** Keeps a world in a JSON file at `path`; without a path, only as long as the process lives. */
export function createStateFile(path: string | undefined): StateFile {
  if (path === undefined) return { load: async () => undefined, save: async () => {} };
  let last: Promise<void> = Promise.resolve();
  return {
    load: () => load(path),
    save(state) {
      last = last.catch(() => {}).then(() => replace(path, JSON.stringify(state())));
      return last;
    },
  };
}

async function load(path: string): Promise<WorldState | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const state = parse(text);
  if (isWorldState(state)) return state;
  throw new ChiefError("local.sample_state", {
    message: `${path} is not a state of the sample APIs; delete it, and they begin anew`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isWorldState(state: unknown): state is WorldState {
  const lists = isJsonObject(state) ? [state["orders"], state["reservations"], state["replies"]] : [];
  return isJsonObject(state) && state["version"] === 1 && lists.every(Array.isArray);
}

async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
