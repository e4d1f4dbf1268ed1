import { findSpots, type Spot } from "./find-sabotages.ts";

/** One thing that is wrong when it is switched on. */
export interface Sabotage {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly was: string;
  readonly is: string;
}

interface Numbered extends Spot {
  readonly firstId: number;
}

/** The code with a switch before everything that can be sabotaged; `SWITCH(id)` says whether one is on. */
export function instrument(
  code: string,
  { file, firstId }: { file: string; firstId: number },
): { code: string; sabotages: Sabotage[] } {
  const spots: Numbered[] = [];
  const sabotages: Sabotage[] = [];
  let next = firstId;
  for (const spot of findSpots(code)) {
    spots.push({ ...spot, firstId: next });
    const was = code.slice(spot.start, spot.end);
    const line = code.slice(0, spot.start).split("\n").length;
    for (const is of spot.instead) sabotages.push({ id: next++, file, line, was, is });
  }
  // Outer ones first, so that what is within them is found among the rest.
  spots.sort((a, b) => a.start - b.start || b.end - a.end);
  return { code: written(code, spots, { start: 0, end: code.length }), sabotages };
}

function written(
  code: string,
  spots: readonly Numbered[],
  { start, end }: { start: number; end: number },
): string {
  let text = "";
  let at = start;
  let rest = spots;
  for (;;) {
    const [spot, ...after] = rest;
    if (!spot) return text + code.slice(at, end);
    const inner = after.filter((one) => one.end <= spot.end);
    const original = written(code, inner, spot);
    const switches = spot.instead.map((is, index) => `SWITCH(${spot.firstId + index}) ? (${is}) : `).join("");
    text += `${code.slice(at, spot.start)}(${switches}(${original}))`;
    at = spot.end;
    rest = after.filter((one) => one.start >= spot.end);
  }
}
