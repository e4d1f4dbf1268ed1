/**
 * The path language of response mappings. A path names one place in a JSON value, or with `[*]` one place in every
 * element of a list:
 *
 *   path  = "$" | [ "$." ] first *( "." name | "[" index "]" | "[*]" | "[" string "]" )
 *   name  = letters, digits, "_", "-" and any character that has no meaning in a path
 *   index = [ "-" ] digits          from the end when negative
 *   string = a JSON string, for a name with a dot, a bracket or a quote in it
 *
 * `$` alone is the whole value. There is no filter, no function, no "..": whatever a path finds was in the value once.
 */

/** A member's name, the place in a list, or `*`: every element of a list. */
export type Step =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "element"; readonly index: number }
  | { readonly kind: "each" };

export type ParsedPath =
  | { readonly ok: true; readonly steps: readonly Step[] }
  | { readonly ok: false; readonly message: string };

const LONGEST_PATH = 300;
const MOST_STEPS = 24;
const STEP = /\.?([^\s.[\]"'*$]+)|\[(\*|-?\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** Reads a path, or says what is wrong with it and what would be accepted. */
export function parsePath(text: string): ParsedPath {
  const path = text.trim();
  if (path.length > LONGEST_PATH) return fault(`Use at most ${LONGEST_PATH} characters`);
  if (path === "") return fault("Enter a path, such as items[*].customer.name");
  return readSteps(path, path.startsWith("$") ? 1 : 0);
}

function readSteps(path: string, from: number): ParsedPath {
  const steps: Step[] = [];
  for (let at = from; at < path.length; ) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    // Only the first step may stand without its dot, and it may not have one.
    const isGlued = match?.[1] !== undefined && (path[at] === ".") === (at === 0);
    if (!match || isGlued) return fault(`“${path.slice(at, at + 20)}” is not a step; ${ACCEPTED}`);
    const step = stepOf(match);
    if (!step) return fault(`${match[0].slice(0, 40)} is not a name in double quotes; ${ACCEPTED}`);
    steps.push(step);
    at = STEP.lastIndex;
  }
  return steps.length > MOST_STEPS ? fault(`Use at most ${MOST_STEPS} steps`) : { ok: true, steps };
}

const ACCEPTED = 'write names with dots, [*] for each element, [0] for one, ["odd name"] for other names';

function fault(message: string): ParsedPath {
  return { ok: false, message };
}

function stepOf([, name, place, quoted]: RegExpExecArray): Step | undefined {
  if (name !== undefined) return { kind: "member", name };
  if (place === "*") return { kind: "each" };
  if (place !== undefined) return { kind: "element", index: Number(place) };
  return quotedStep(quoted ?? "");
}

function quotedStep(quoted: string): Step | undefined {
  try {
    return { kind: "member", name: String(JSON.parse(quoted)) };
  } catch {
    return undefined;
  }
}
