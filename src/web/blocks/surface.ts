import type { JsonObject } from "../../kernel/index.ts";
import { textAt } from "./json-view.ts";
import type { Names } from "./names.ts";

/** Something that can be chosen in a select of people or channels. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** Where blocks are shown: how ids are called, who can be chosen, and what happens on a press. */
export interface Surface {
  readonly names: Names;
  readonly people: readonly Choice[];
  readonly channels: readonly Choice[];
  /** Begins every DOM id, unique on the page: the same message may stand in the channel and in its thread. */
  readonly idPrefix: string;
  /** Where an element posts when it is pressed; undefined where nothing can be pressed, as in a preview. */
  readonly actionUrl?: string | undefined;
  /** The id of the form that the input blocks of a modal belong to. */
  readonly formId?: string | undefined;
  /** What is wrong with an input block, by its block id. */
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

/** An element with all that its parts need to know. */
export interface Placed {
  readonly element: JsonObject;
  readonly blockId: string;
  readonly surface: Surface;
}

/** The DOM id of an element. */
export function domId({ element, blockId, surface }: Placed): string {
  const name = `${surface.idPrefix}-${blockId}-${textAt(element, "action_id")}`;
  return name.replace(/[^A-Za-z0-9_-]/g, (character) => `_${character.codePointAt(0)?.toString(16)}`);
}

/** The id of a block, or its place where the sender gave none. */
export function blockIdOf(block: JsonObject, index: number): string {
  return textAt(block, "block_id") || `block-${index}`;
}
