import { WINDOWS, type Window } from "./look.ts";

/** How often a kill came upon a write in each window. */
export type Hits = Record<Window, number>;

/** What all lanes have seen. */
export interface Found {
  kills: number;
  approvals: number;
  sentOnce: number;
  neverSent: number;
  unknown: number;
  asked: number;
  pressedAgain: number;
  readonly hits: Hits;
  readonly hitsWhileComingUp: Hits;
  readonly wrong: string[];
}

export function nothingFound(): Found {
  return {
    kills: 0,
    approvals: 0,
    sentOnce: 0,
    neverSent: 0,
    unknown: 0,
    asked: 0,
    pressedAgain: 0,
    hits: noHits(),
    hitsWhileComingUp: noHits(),
    wrong: [],
  };
}

function noHits(): Hits {
  return Object.fromEntries(WINDOWS.map((window) => [window, 0])) as Hits;
}
