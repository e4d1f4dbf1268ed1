/**
 * Path patterns such as `/orders/*`, `/orders/{id}/refund` or `/orders/**`, and the readings of a path on the wire.
 *
 * One path can be written in many ways that servers take for the same: other case, encoded letters, doubled or
 * trailing slashes, a format suffix. What restricts has to hold for each of these, so it is matched against all of the
 * readings; what allows has to hold for the plain one, and a path that has no plain reading is never allowed.
 */

/** How a path may be read below the base URL, each as its segments. */
export interface PathReadings {
  /** The path as it stands, when nothing about it is out of the ordinary. */
  readonly plain: readonly string[] | undefined;
  /** All of the ways in which a server may read it, in lower case. */
  readonly all: readonly (readonly string[])[];
}

export interface PathPattern {
  /** Whether any reading of the path fits. */
  fitsAny(readings: PathReadings): boolean;
  /** Whether the path has a plain reading and that fits, in this very case. */
  fitsPlainly(readings: PathReadings): boolean;
}

/** Letters, digits, `-._~`: nobody has to encode these, so who does is up to something. */
const NEEDLESSLY_ENCODED = /%(?:2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i;
const MOST_DECODINGS = 3;
const OUT_OF_THE_ORDINARY = /[%\\;/\0]|^\.{1,2}$/;

/** Reads the path of a canonical URL below a base of `baseSegments` segments. */
export function readPath(pathname: string, baseSegments: number): PathReadings {
  const raw = pathname.split("/").slice(1 + baseSegments);
  const decoded = raw.map(decodedOnce);
  const isPlain =
    !raw.some((segment) => NEEDLESSLY_ENCODED.test(segment)) &&
    decoded.every((segment) => segment !== "" && !OUT_OF_THE_ORDINARY.test(segment));
  const plain = raw.length === 1 && raw[0] === "" ? [] : isPlain ? decoded : undefined;
  return { plain, all: allReadings(raw) };
}

function allReadings(raw: readonly string[]): string[][] {
  const whole = decodedFully(raw.join("/"));
  const kept = raw.map((segment) => decodedFully(segment));
  const readings = [raw, kept, segmentsOf(whole), withoutDots(segmentsOf(whole))].map(tidied);
  const all = readings.flatMap((reading) => [
    reading,
    reading.map(withoutParameters),
    withoutSuffix(reading),
  ]);
  return [...new Map(all.map((reading) => [reading.join("/"), reading])).values()];
}

const segmentsOf = (path: string) => path.replaceAll("\\", "/").split("/");

const tidied = (segments: readonly string[]) =>
  segments
    .filter((segment) => segment !== "" && segment !== ".")
    .map((segment) => segment.normalize("NFKC").toLowerCase().trim());

const withoutParameters = (segment: string) => segment.replace(/;.*$/s, "");

function withoutSuffix(segments: readonly string[]): string[] {
  const bare = segments.map(withoutParameters);
  const last = bare.at(-1) ?? "";
  return [...bare.slice(0, -1), last.replace(/\.[a-z]{1,5}$/, "")];
}

function withoutDots(segments: readonly string[]): string[] {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  return kept;
}

function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodedFully(text: string): string {
  let now = text;
  for (let round = 0; round < MOST_DECODINGS; round++) now = decodedOnce(now);
  return now;
}

const PLACEHOLDER = /^(?:\{\{?[^{}]+\}\}?|:[A-Za-z_]\w*)$/;
const MOST_SEGMENTS = 20;
const MOST_CHARACTERS = 200;

/** What is wrong with a pattern, or undefined. */
export function faultOfPattern(pattern: string): string | undefined {
  if (!pattern.startsWith("/")) return `a path begins with a slash, such as /orders/*; this is “${pattern}”`;
  if (pattern.length > MOST_CHARACTERS || pattern.split("/").length > MOST_SEGMENTS + 1)
    return `a path has at most ${MOST_SEGMENTS} parts and ${MOST_CHARACTERS} characters`;
  return /[?#\s]/.test(pattern)
    ? "a path has no query, no # and no blanks; use a condition for a query parameter"
    : undefined;
}

/**
 * Compiles a pattern: `*` or `{name}` is any one segment, also `*` within one (`order-*`), `**` any number of them,
 * none included. Matching takes time linear in pattern times path.
 */
export function compilePattern(pattern: string): PathPattern {
  const exact = pattern
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => (PLACEHOLDER.test(segment) ? "*" : decodedFully(segment)));
  const lower = exact.map((segment) => segment.normalize("NFKC").toLowerCase());
  return {
    fitsAny: ({ all }) => all.some((reading) => fitsSegments(lower, reading)),
    fitsPlainly: ({ plain }) => plain !== undefined && fitsSegments(exact, plain),
  };
}

/** Two pointers: on a mismatch the last `**` takes one segment more. */
function fitsSegments(pattern: readonly string[], segments: readonly string[]): boolean {
  return fitsGlob(pattern, segments, { many: "**", isSame: (glob, segment) => fitsSegment(glob, segment) });
}

function fitsSegment(glob: string, segment: string): boolean {
  if (glob === "*" || glob === segment) return true;
  if (!glob.includes("*")) return false;
  return fitsGlob([...glob], [...segment], { many: "*", isSame: (a, b) => a === b });
}

function fitsGlob(
  pattern: readonly string[],
  items: readonly string[],
  by: { many: string; isSame: (glob: string, item: string) => boolean },
): boolean {
  let at = 0;
  let from = 0;
  let star: { at: number; from: number } | undefined;
  while (from < items.length) {
    const glob = pattern[at];
    if (glob === by.many) {
      star = { at, from };
      at += 1;
    } else if (glob !== undefined && by.isSame(glob, items[from] ?? "")) {
      at += 1;
      from += 1;
    } else if (star) {
      star.from += 1;
      from = star.from;
      at = star.at + 1;
    } else return false;
  }
  return pattern.slice(at).every((glob) => glob === by.many);
}
