import type { ReadProgress } from "../execution/index.ts";

/** A status may be shown anew this often. */
const EVERY_MS = 1_500;

/** Shows how far a list has been read, page by page, not more often than anybody could follow; and ends that. */
export function showReading(
  tell: (status: string | undefined) => void,
  integration: string,
  now: () => number = () => performance.now(),
): { tell(progress: ReadProgress): void; end(): void } {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return {
    tell(progress) {
      if (now() - shownAtMs < EVERY_MS) return;
      shownAtMs = now();
      tell(`reads from ${integration}: ${progressText(progress)}…`);
    },
    end() {
      if (shownAtMs !== Number.NEGATIVE_INFINITY) tell(undefined);
    },
  };
}

/** "page 7 of 24, 700 of 2,400 rows", or "page 7, 700 rows" where nobody says how many there are. */
export function progressText({ pages, rows, ofRows }: ReadProgress): string {
  const count = (number: number) => number.toLocaleString("en-US");
  if (ofRows === undefined || ofRows < rows) return `page ${count(pages)}, ${count(rows)} rows`;
  const ofPages = Math.max(pages, Math.ceil((ofRows * pages) / Math.max(rows, 1)));
  return `page ${count(pages)} of ${count(ofPages)}, ${count(rows)} of ${count(ofRows)} rows`;
}
