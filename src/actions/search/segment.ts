import { isJsonObject, type JsonObject } from "../../kernel/index.ts";
import { createStemReader } from "./words.ts";

/** What search reads of an action. */
export interface SearchableAction {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly inputSchema: JsonObject;
}

/** A field of an action: what a word in it weighs, and the number of words after which it weighs less. */
interface Field {
  readonly weight: number;
  readonly usualLength: number;
}

/** How strongly a field's length dampens its words: 0 not at all, 1 in full proportion. */
const LENGTH_DAMPING = 0.5;
/** How soon more occurrences of a word stop counting (BM25's k1). */
const SATURATION = 1.2;
const MOST_INPUTS = 60;

const FIELDS = {
  title: { weight: 3, usualLength: 5 },
  name: { weight: 2.5, usualLength: 4 },
  path: { weight: 2, usualLength: 5 },
  integration: { weight: 2, usualLength: 1.5 },
  tags: { weight: 1, usualLength: 2 },
  description: { weight: 1, usualLength: 18 },
  inputs: { weight: 0.8, usualLength: 8 },
  inputWords: { weight: 0.4, usualLength: 40 },
} satisfies Record<string, Field>;

type FieldName = keyof typeof FIELDS;

/** An action as search keeps it. */
export interface IndexedAction {
  readonly id: string;
  readonly method: string;
  readonly depth: number;
  /** Stems of the title, or of the name without one, each once. */
  readonly heading: readonly string[];
}

/** Where a word stands: positions in the segment's actions, and what it says about each, saturated. */
export interface Postings {
  readonly at: readonly number[];
  readonly gains: readonly number[];
}

/** The index of one integration. */
export interface Segment {
  readonly integrationId: string;
  /** Stems of the integration's name. */
  readonly nameStems: readonly string[];
  readonly actions: readonly IndexedAction[];
  readonly postings: ReadonlyMap<string, Postings>;
}

/** Indexes the actions of one integration. Nothing in it depends on other integrations, so each is built alone. */
export function buildSegment(
  integration: { readonly id: string; readonly name: string },
  actions: readonly SearchableAction[],
): Segment {
  const postings = new Map<string, { at: number[]; gains: number[] }>();
  const stemsOf = createStemReader();
  const nameStems = stemsOf(integration.name);
  const indexed = actions.map((action, position) => {
    for (const [term, weight] of weigh(fieldsOf(action, nameStems, stemsOf)))
      post(postings, term, position, saturated(weight));
    return indexedAction(action, stemsOf);
  });
  return { integrationId: integration.id, nameStems, actions: indexed, postings };
}

const saturated = (weight: number) => (weight * (SATURATION + 1)) / (SATURATION + weight);

function post(
  postings: Map<string, { at: number[]; gains: number[] }>,
  term: string,
  position: number,
  gain: number,
): void {
  const known = postings.get(term);
  if (known) {
    known.at.push(position);
    known.gains.push(gain);
  } else {
    postings.set(term, { at: [position], gains: [gain] });
  }
}

type StemsOf = (text: string) => readonly string[];

function indexedAction(action: SearchableAction, stemsOf: StemsOf): IndexedAction {
  return {
    id: action.id,
    method: action.method,
    depth: action.path.split("/").filter((segment) => segment !== "").length,
    heading: [...new Set(stemsOf(action.title || action.name))],
  };
}

function fieldsOf(
  action: SearchableAction,
  nameStems: readonly string[],
  stemsOf: StemsOf,
): Record<FieldName, readonly string[]> {
  const inputs = inputsOf(action.inputSchema);
  return {
    title: stemsOf(action.title),
    name: stemsOf(action.name),
    path: stemsOf(action.path),
    integration: nameStems,
    tags: stemsOf(action.tags.join(" ")),
    description: stemsOf(action.description),
    inputs: stemsOf(inputs.map(({ name }) => name).join(" ")),
    inputWords: stemsOf(inputs.map(({ description }) => description).join(" ")),
  };
}

function inputsOf(inputSchema: JsonObject): { name: string; description: string }[] {
  const properties = isJsonObject(inputSchema["properties"]) ? inputSchema["properties"] : {};
  return Object.entries(properties)
    .slice(0, MOST_INPUTS)
    .map(([name, schema]) => {
      const description = isJsonObject(schema) ? schema["description"] : undefined;
      return { name, description: typeof description === "string" ? description.slice(0, 120) : "" };
    });
}

/** One weight per word: its occurrences in each field, dampened by the field's length (the F of BM25F). */
function weigh(fields: Record<FieldName, readonly string[]>): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [name, words] of Object.entries(fields) as [FieldName, readonly string[]][]) {
    const { weight, usualLength } = FIELDS[name];
    const share = weight / (1 - LENGTH_DAMPING + (LENGTH_DAMPING * words.length) / usualLength);
    for (const word of words) weights.set(word, (weights.get(word) ?? 0) + share);
  }
  return weights;
}
