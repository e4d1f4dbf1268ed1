import { readdirSync, readFileSync } from "node:fs";

/**
 * Megabytes that a process and all that descend from it hold, what several of them share counted once (`Pss`), as a
 * container's accounting has it: the text of Node.js alone is 50 MB of each.
 */
export function memoryOfTree(root: number): number {
  const kilobytes = treeOf(root).map((pid) => numberIn(`/proc/${pid}/smaps_rollup`, "Pss") ?? 0);
  return Math.round(kilobytes.reduce((sum, one) => sum + one, 0) / 1024);
}

/** Seconds of CPU that a process and all that descend from it and are still there have taken. */
export function cpuSecondsOfTree(root: number): number {
  const ticks = treeOf(root).map((pid) => {
    const fields = textOf(`/proc/${pid}/stat`)
      .replace(/^.*\) /, "")
      .split(" ");
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = numberIn(`/proc/${name}/status`, "PPid");
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const isOurs = (pid: number | undefined): boolean => {
    if (pid === undefined || pid <= 1) return false;
    return pid === root || isOurs(parents.get(pid));
  };
  return [...parents.keys()].filter(isOurs);
}

function numberIn(path: string, field: "PPid" | "Pss"): number | undefined {
  const found = new RegExp(String.raw`^${field}:\s+(\d+)`, "m").exec(textOf(path))?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Nothing where the process is gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Watches the memory of the tree while `work` runs, and gives its peak. */
export async function peakDuring<T>(
  root: number,
  work: () => Promise<T>,
): Promise<{ result: T; peakMb: number }> {
  let peakMb = memoryOfTree(root);
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, memoryOfTree(root));
  }, 60);
  try {
    return { result: await work(), peakMb };
  } finally {
    clearInterval(watch);
  }
}
