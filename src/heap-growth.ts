import {
  constants,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
  PerformanceObserver,
} from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** What the old generation may hold before it is collected, as long as what lives in it leaves room. */
const ROOM_MB = 110;
/** What it may hold beyond what lives at any rate, in percent of that. */
const LEAST_PERCENT = 30;
const MOST_PERCENT = 100;

/** By how many percent the old generation may grow past what lives in it, in MB, before it is collected. */
export function growthPercent(liveMb: number): number {
  const percent = Math.floor((ROOM_MB / Math.max(1, liveMb) - 1) * 100);
  return Math.min(MOST_PERCENT, Math.max(LEAST_PERCENT, percent));
}

/**
 * Bounds what V8 lets pile up of garbage in the old generation, for the whole process (ADR 17). To be called before
 * anything else is loaded. V8 looks at the percentage when it has collected, so what one collection left decides on the
 * growth after the next.
 */
export function boundHeapGrowth(): void {
  allow(LEAST_PERCENT);
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(isOfOldGeneration)) allow(growthPercent(oldGenerationMb()));
  });
  observer.observe({ entryTypes: ["gc"] });
}

function allow(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

function isOfOldGeneration(entry: PerformanceEntry & { readonly detail?: unknown }): boolean {
  const detail = entry.detail as NodeGCPerformanceDetail | undefined;
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}

function oldGenerationMb(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => !space_name.startsWith("new_"));
  return spaces.reduce((bytes, space) => bytes + space.space_used_size, 0) / 2 ** 20;
}
