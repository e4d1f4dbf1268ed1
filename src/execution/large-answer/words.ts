import type { Told } from "./large-answer.ts";
import { LONGEST_RECORD } from "./limits.ts";

/** For whom an answer is read: the integration, which can be looked at at `cardUrl`. */
export interface ToldOf {
  readonly integration: { readonly name: string };
  readonly cardUrl: string;
}

const LESS = "Ask for less of it: a page, a filter or fewer fields";

/** `27.4 MiB`. */
function sizeOf(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** A document that `findRows` finds no list in, or that has too much beside it. */
export function toldNoList({ integration }: ToldOf, bytes: number): Told {
  const message = `${integration.name} answered with ${sizeOf(bytes)} of JSON that is not one list of records, and only such a list, CSV or a file may be larger than 16 MiB. ${LESS}`;
  return { code: "execution.too_large", message };
}

/** Text that is read only whole. */
export function toldTooMuchText({ integration }: ToldOf, what: string, bytes: number): Told {
  const message = `${integration.name} answered with ${sizeOf(bytes)} of ${what}, and only JSON, JSON lines, CSV or a file may be larger than 16 MiB. Ask for one of these, or for less: a page or a filter`;
  return { code: "execution.too_large", message };
}

export function toldLongRecord({ integration }: ToldOf): Told {
  const message = `${integration.name} answered with a list in which one record is larger than ${LONGEST_RECORD / 2 ** 20} MiB, which is the most that I take. Ask for fewer fields`;
  return { code: "execution.too_large", message };
}

export function toldNestedTooDeeply({ integration }: ToldOf): Told {
  const message = `${integration.name} answered with JSON that is nested more than 1,000 levels deep, which I do not read`;
  return { code: "execution.too_deep", message };
}

/** What says that it is JSON and is not, as a whole or in one of its records. */
export function toldDamaged({ integration, cardUrl }: ToldOf, bytes: number): Told {
  const message = `${integration.name} answered with ${sizeOf(bytes)} that are not valid JSON; it may have been cut off. Try again, and see ${cardUrl}`;
  return { code: "execution.not_json", message };
}

export function toldNoSpace({ integration }: ToldOf): Told {
  const message = `The answer of ${integration.name} is large and does not fit on Chief's disk. Ask for less of it, or have an operator make room`;
  return { code: "execution.no_space", message };
}
