import { readFileSync } from "node:fs";

/** What a process has used so far. */
export interface ProcessCost {
  /** User and system time. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

const TICKS_PER_SECOND = 100;

/** Reads `/proc` (Linux): utime and stime are the 14th and 15th fields of `stat` (proc(5)). */
export function readCost(pid: number): ProcessCost {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { cpuMs: (ticks * 1000) / TICKS_PER_SECOND, rssMb: Number(rss ?? 0) / 1024 };
}
