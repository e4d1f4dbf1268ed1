import type { Action } from "../actions/index.ts";

/** Something that rests on an action and is touched when that changes or goes. */
export interface Dependent {
  readonly kind: "rule" | "contract" | "skill" | "schedule" | "approval";
  /** What a person calls it. */
  readonly name: string;
  readonly actionId: string;
  /** A path of the dashboard where it can be looked at. */
  readonly href?: string;
}

/** Actions that are about to change or to go. */
export interface Touched {
  readonly workspaceId: string;
  readonly integrationId: string;
  /** The integration's name in `slug.action-name`. */
  readonly slug: string;
  readonly actions: readonly Pick<Action, "id" | "name" | "method" | "path">[];
}

/** Finds what rests on actions. Owned here, implemented by each room whose things do; the app lists them. */
export type FindDependents = (touched: Touched) => Promise<readonly Dependent[]>;

/** What all of them find. */
export async function findDependents(
  finders: readonly FindDependents[],
  touched: Touched,
): Promise<Dependent[]> {
  if (touched.actions.length === 0) return [];
  const found = await Promise.all(finders.map((find) => find(touched)));
  return found.flat();
}
