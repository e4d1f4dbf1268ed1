/**
 * What a rule or a grant is about: everything that it names has to hold, and what it does not name may be anything.
 *
 * Like a condition, a predicate is read widely where it restricts and narrowly where it allows (`condition.ts`).
 */
import { type Condition, fulfils, type Reading } from "./condition.ts";
import { compilePattern } from "./path-pattern.ts";
import type { Effect } from "./verdict.ts";
import type { WireCall } from "./wire-call.ts";

/** The slug holds where the integration was disconnected and connected again under the same name. */
export interface IntegrationRef {
  readonly id: string;
  readonly slug: string;
}

/** The method and path hold where the same call is made without naming the action, or the action was imported anew. */
export interface ActionRef {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

export interface Predicate {
  /** Any of these. */
  readonly integrations?: readonly IntegrationRef[];
  readonly actions?: readonly ActionRef[];
  readonly methods?: readonly string[];
  readonly paths?: readonly string[];
  readonly effects?: readonly Effect[];
  /** Ids of the members in whose name the call is made. */
  readonly askedBy?: readonly string[];
  /** All of these. */
  readonly where?: readonly Condition[];
}

/** A call that somebody proposed, read off the wire. */
export interface CallFacts {
  readonly integration: IntegrationRef;
  readonly actionId: string | null;
  readonly askedBy: string;
  readonly wire: WireCall;
}

export type Matcher = (facts: CallFacts, reading: Reading) => boolean;

/** Compiles a predicate once, so that many can be tried on each call. The cheap parts are tried first. */
export function compilePredicate(predicate: Predicate): Matcher {
  const tests = [
    integrationTest(predicate.integrations),
    askerTest(predicate.askedBy),
    methodTest(predicate.methods),
    effectTest(predicate.effects),
    actionTest(predicate.actions),
    pathTest(predicate.paths),
    ...(predicate.where ?? []).map(
      (condition): Matcher =>
        ({ wire }, reading) =>
          fulfils(condition, wire, reading),
    ),
  ].filter((test) => test !== undefined);
  return (facts, reading) => tests.every((test) => test(facts, reading));
}

function integrationTest(refs: Predicate["integrations"]): Matcher | undefined {
  if (!refs) return undefined;
  const ids = new Set(refs.map(({ id }) => id));
  const slugs = new Set(refs.map(({ slug }) => slug));
  return ({ integration: { id, slug } }, reading) => ids.has(id) || (reading === "wide" && slugs.has(slug));
}

function askerTest(ids: Predicate["askedBy"]): Matcher | undefined {
  const known = ids && new Set(ids);
  return known && (({ askedBy }) => known.has(askedBy));
}

function methodTest(methods: Predicate["methods"]): Matcher | undefined {
  const known = methods && new Set(methods);
  return (
    known &&
    (({ wire }, reading) =>
      reading === "wide"
        ? wire.methods.some((method) => known.has(method))
        : wire.methods.every((method) => known.has(method)))
  );
}

function effectTest(effects: Predicate["effects"]): Matcher | undefined {
  const known = effects && new Set(effects);
  return known && (({ wire }) => known.has(wire.effect));
}

/** Narrowly, only a call of the action itself; widely, also one that comes to the same. */
function actionTest(refs: Predicate["actions"]): Matcher | undefined {
  if (!refs) return undefined;
  const ids = new Set(refs.map(({ id }) => id));
  const alike = refs.map(({ method, path }) => ({ method, pattern: compilePattern(path) }));
  return ({ actionId, wire }, reading) => {
    if (ids.has(actionId ?? "")) return true;
    if (reading === "narrow") return false;
    return alike.some(({ method, pattern }) => wire.methods.includes(method) && pattern.fitsAny(wire.path));
  };
}

function pathTest(paths: Predicate["paths"]): Matcher | undefined {
  const patterns = paths?.map(compilePattern);
  return (
    patterns &&
    (({ wire }, reading) =>
      patterns.some((pattern) =>
        reading === "wide" ? pattern.fitsAny(wire.path) : pattern.fitsPlainly(wire.path),
      ))
  );
}
