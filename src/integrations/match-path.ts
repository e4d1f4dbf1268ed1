import type { Action } from "../actions/index.ts";

/** An action whose path template fits a concrete path, with what stands at its placeholders. */
export interface PathMatch {
  readonly action: Action;
  readonly pathArguments: Record<string, string>;
}

const segmentsOf = (path: string) => path.split("/").filter((segment) => segment !== "");
const PLACEHOLDER = /^\{\{?([^{}]+)\}\}?$/;

/**
 * The action of `actions` that `path` (concrete, or with the template's own `{placeholders}`) belongs to.
 * A template with more literal segments wins over one with fewer: `/orders/export` before `/orders/{id}`.
 */
export function matchPath(actions: readonly Action[], path: string): PathMatch | undefined {
  let best: { match: PathMatch; literals: number } | undefined;
  for (const action of actions) {
    const fit = fitPath(action, segmentsOf(path));
    if (fit && (!best || fit.literals > best.literals)) best = fit;
  }
  return best?.match;
}

function fitPath(
  action: Action,
  segments: readonly string[],
): { match: PathMatch; literals: number } | undefined {
  const template = segmentsOf(action.request.path);
  if (template.length !== segments.length) return undefined;
  const pathArguments: Record<string, string> = {};
  let literals = 0;
  for (const [at, expected] of template.entries()) {
    const given = segments[at] ?? "";
    const name = PLACEHOLDER.exec(expected)?.[1];
    if (name === undefined) {
      if (expected !== given) return undefined;
      literals += 1;
    } else if (!PLACEHOLDER.test(given)) {
      pathArguments[name] = decodedOr(given);
    }
  }
  return { match: { action, pathArguments }, literals };
}

function decodedOr(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
