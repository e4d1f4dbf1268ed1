import { readdirSync, readFileSync } from "node:fs";

/** Megabytes that this process and all that descend from it hold (`VmRSS`), but for `others` and what descends from them. */
export function memoryOfTree(others: readonly number[] = []): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = statusOf(Number(name), "PPid");
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const isOurs = (pid: number | undefined): boolean => {
    if (pid === undefined || pid <= 1 || others.includes(pid)) return false;
    return pid === process.pid || isOurs(parents.get(pid));
  };
  const kilobytes = [...parents.keys()].filter(isOurs).map((pid) => statusOf(pid, "VmRSS") ?? 0);
  return Math.round(kilobytes.reduce((sum, one) => sum + one, 0) / 1024);
}

function statusOf(pid: number, field: "PPid" | "VmRSS"): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(String.raw`^${field}:\s+(\d+)`, "m").exec(text)?.[1] ?? Number.NaN);
  } catch {
    return undefined;
  }
}

/** Watches the memory of the tree while `work` runs, and gives its peak. */
export async function peakDuring<T>(
  others: readonly number[],
  work: () => Promise<T>,
): Promise<{ result: T; peakMb: number }> {
  let peakMb = memoryOfTree(others);
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, memoryOfTree(others));
  }, 60);
  try {
    return { result: await work(), peakMb };
  } finally {
    clearInterval(watch);
  }
}
