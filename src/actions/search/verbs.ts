import { stem } from "./porter.ts";

const METHODS_BY_VERB: Readonly<Record<string, string>> = {
  "list show get fetch find search read view see what which who how when where check lookup display retrieve count browse query pull":
    "GET",
  "create add new make insert send post start run trigger book schedule invite register issue refund upload submit publish pin subscribe launch restart rerun":
    "POST",
  "update edit change set rename modify move assign adjust mark": "PATCH PUT POST",
  "approve merge close enable disable suspend deactivate cancel void archive accept decline":
    "POST PUT PATCH",
  "delete remove erase drop destroy purge kill unpin unsubscribe revoke": "DELETE",
};

/** Which HTTP methods a verb speaks for, by its stem. */
export type VerbMethods = ReadonlyMap<string, ReadonlySet<string>>;

export function createVerbMethods(): VerbMethods {
  const entries = Object.entries(METHODS_BY_VERB).flatMap(([verbs, methods]) =>
    verbs.split(" ").map((verb): [string, Set<string>] => [stem(verb), new Set(methods.split(" "))]),
  );
  return new Map(entries);
}
