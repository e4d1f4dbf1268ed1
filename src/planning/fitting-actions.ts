import type { Action } from "../actions/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import { attachmentsIn } from "./attachments.ts";

const MOST_FITTING = 12;

/** The actions that a request may need, and how many of the first were named by the person. */
export interface Fitting {
  readonly actions: readonly Action[];
  readonly named: number;
}

/**
 * What is put in front of the model before its first step: the actions that the person attached, then the best matches
 * for the words, of the attached integrations only where some are attached.
 */
export async function fittingActions(text: string, catalogue: Catalogue): Promise<Fitting> {
  const { attached } = attachmentsIn(text, catalogue);
  const named = attached.flatMap(({ action }) => action ?? []);
  const integrationIds = [...new Set(attached.map(({ integration }) => integration.id))];
  const words = attached.reduce((rest, { written }) => rest.replace(written, " "), text);
  const searches =
    integrationIds.length === 0
      ? [catalogue.search(words, { limit: MOST_FITTING })]
      : integrationIds.map((integrationId) =>
          catalogue.search(words, { limit: MOST_FITTING, integrationId }),
        );
  const found = interleaved(await Promise.all(searches));
  const actions = [...new Set([...named, ...found])].slice(0, MOST_FITTING);
  return { actions, named: new Set(named).size };
}

/** The first of each list, then the second of each, and so on. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}
