import { translateWords } from "./foreign-words.ts";
import { stem } from "./porter.ts";
import type { Synonyms } from "./synonyms.ts";
import type { VerbMethods } from "./verbs.ts";
import { isStopWord, splitWords } from "./words.ts";

/** A word that is looked for, with what counts in its place. */
export interface QueryTerm {
  readonly stem: string;
  /** How much it matters, 1 for an ordinary word. */
  readonly weight: number;
  /** Whether the person typed it, so that it may be misspelled. */
  readonly isTyped: boolean;
  readonly synonyms: readonly string[];
}

/** A request, or a sentence of one, as search understands it. */
export interface ReadText {
  readonly terms: readonly QueryTerm[];
  /** Methods that the verbs speak for; empty when there is no verb. */
  readonly methods: ReadonlySet<string>;
}

export interface ReadQuery extends ReadText {
  /** Each of its sentences by itself, where it has several: people ask for several things in one message. */
  readonly sentences: readonly ReadText[];
}

export interface Language {
  readonly synonyms: Synonyms;
  readonly verbs: VerbMethods;
}

const LONGEST = 2000;
const MOST_SENTENCES = 8;
const SHORTEST_SENTENCE = 9;
const QUOTED_WEIGHT = 0.25;
const HINT_WEIGHT = 0.35;
const STANDS_FOR_WEIGHT = 0.6;
const TIME_WEIGHT = 0.3;

/** Words that say when, which is an argument and rarely what an action is called by. */
const TIME_WORDS = new Set(
  (
    "today yesterday tomorrow tonight now morning evening noon midnight day days week weeks month months year years " +
    "hour hours minute minutes last monday tuesday " +
    "wednesday thursday friday saturday sunday january february march april june july august september october " +
    "november december am pm percent"
  ).split(" "),
);

/** Values that people write into a request: what kind of thing they are says more than their letters. */
const VALUES: readonly { readonly shape: RegExp; readonly hint: string }[] = [
  { shape: /<#[A-Z0-9]+(\|[^>]*)?>/g, hint: "slack channel conversation" },
  { shape: /<@[A-Z0-9]+(\|[^>]*)?>/g, hint: "user" },
  { shape: /<?https?:\/\/[^\s>]+>?/g, hint: "" },
  { shape: /\b[\w.+-]+@[\w-]+\.[\w.]+\b/g, hint: "email" },
  { shape: /(?<![\w/])#[a-z][\w-]*/gi, hint: "slack channel conversation" },
  { shape: /(?<!\w)@[a-z][\w.-]*/gi, hint: "user" },
  { shape: /\b[a-z]{2,5}_[\w]*\d[\w]*\b/gi, hint: "" },
  { shape: /#\d+\b/g, hint: "" },
  { shape: /\b[A-Z]{2,10}-\d+\b/g, hint: "jira issue" },
  { shape: /(?<![\w/.])[a-z][\w.-]+\/[a-z][\w.-]+(?![\w/])/gi, hint: "github repository" },
];

/** Reads a request or a search string. The same text always reads the same. */
export function readQuery(text: string, language: Language): ReadQuery {
  const { said, quoted } = partQuotes(text.slice(0, LONGEST));
  const sentences = sentencesOf(said);
  const words = { ...language, stemOf: createStemOf() };
  return {
    ...readText(said, quoted, words),
    sentences: sentences.length > 1 ? sentences.map((sentence) => readText(sentence, [], words)) : [],
  };
}

function readText(
  said: string,
  quoted: readonly string[],
  language: Language & { stemOf: StemOf },
): ReadText {
  const hints: string[] = [];
  let rest = said;
  for (const { shape, hint } of VALUES) {
    rest = rest.replaceAll(shape, () => {
      if (hint) hints.push(...hint.split(" "));
      return " ";
    });
  }
  const collected = createTerms(language);
  const words = splitWords(rest);
  collected.addPhrases(words);
  for (const word of words) collected.add(word, TIME_WORDS.has(word) ? TIME_WEIGHT : 1);
  for (const word of translateWords(rest)) collected.add(word, 1, false);
  for (const hint of hints) collected.add(hint, HINT_WEIGHT, false);
  for (const word of quoted.flatMap(splitWords)) collected.add(word, QUOTED_WEIGHT);
  return { terms: collected.all(), methods: methodsOf(words, language) };
}

/** What is said, and what is quoted in it. A request that is nothing but a quotation is said: people paste them so. */
function partQuotes(text: string): { said: string; quoted: readonly string[] } {
  const quoted: string[] = [];
  const said = text.replaceAll(/"([^"]{2,200})"|“([^”]{2,200})”/g, (_, a, b) => {
    quoted.push(String(a ?? b));
    return " ";
  });
  return splitWords(said).some((word) => !isStopWord(word)) ? { said, quoted } : { said: text, quoted: [] };
}

function sentencesOf(text: string): readonly string[] {
  const sentences = text.split(/(?<=[.?!;])\s+|\n+/).map((sentence) => sentence.trim());
  return sentences.filter((sentence) => sentence.length >= SHORTEST_SENTENCE).slice(0, MOST_SENTENCES);
}

type StemOf = (word: string) => string;

/** Gives the stem of a word, worked out once for all sentences that have it. */
function createStemOf(): StemOf {
  const stems = new Map<string, string>();
  return (word) => {
    const known = stems.get(word) ?? stem(word);
    stems.set(word, known);
    return known;
  };
}

function createTerms({ synonyms, stemOf }: { synonyms: Synonyms; stemOf: StemOf }) {
  const weights = new Map<string, number>();
  const typed = new Set<string>();
  const raise = (term: string, weight: number) => weights.set(term, Math.max(weights.get(term) ?? 0, weight));
  return {
    add(word: string, weight: number, isTyped = true): void {
      if (isStopWord(word) || /^\d+$/.test(word)) return;
      raise(stemOf(word), weight);
      if (isTyped) typed.add(stemOf(word));
    },
    addPhrases(words: readonly string[]): void {
      for (const term of synonyms.standingFor(words.map(stemOf))) raise(term, STANDS_FOR_WEIGHT);
    },
    all: (): QueryTerm[] =>
      [...weights].map(([term, weight]) => ({
        stem: term,
        weight,
        isTyped: typed.has(term),
        synonyms: synonyms.of(term),
      })),
  };
}

/** The first verb decides, since a request begins with what is to be done. */
function methodsOf(
  words: readonly string[],
  { verbs, stemOf }: { verbs: VerbMethods; stemOf: StemOf },
): ReadonlySet<string> {
  for (const word of words) {
    const methods = verbs.get(stemOf(word));
    if (methods) return methods;
  }
  return new Set();
}
