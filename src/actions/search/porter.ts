/**
 * M. F. Porter's algorithm for stripping English suffixes (Program 14.3, 1980): `listing`, `lists` and `listed`
 * become `list`, `repositories` becomes `repositori`. `news` is no plural of `new`, as in his second edition.
 */
export function stem(word: string): string {
  if (word === "news") return word;
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  const start = word[0] === "y" ? `Y${word.slice(1)}` : word;
  return [stripPlural, stripPast, softenY, stripDouble, stripFull, stripLast, tidyE]
    .reduce((text, step) => step(text), start)
    .toLowerCase();
}

const C = "[^aeiou][^aeiouy]*";
const V = "[aeiouy][aeiou]*";
/** The measure of a stem: how often vowels are followed by consonants. */
const MORE_THAN_0 = new RegExp(`^(${C})?${V}${C}`);
const EXACTLY_1 = new RegExp(`^(${C})?${V}${C}(${V})?$`);
const MORE_THAN_1 = new RegExp(`^(${C})?${V}${C}${V}${C}`);
const HAS_VOWEL = new RegExp(`^(${C})?[aeiouy]`);
const ENDS_CVC = new RegExp(`^${C}[aeiouy][^aeiouwxy]$`);

function stripPlural(word: string): string {
  if (/(ss|i)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function stripPast(word: string): string {
  if (word.endsWith("eed")) return MORE_THAN_0.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const base = /^(.+?)(ed|ing)$/.exec(word)?.[1];
  if (base === undefined || !HAS_VOWEL.test(base)) return word;
  if (/(at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1);
  return ENDS_CVC.test(base) ? `${base}e` : base;
}

function softenY(word: string): string {
  return word.endsWith("y") && HAS_VOWEL.test(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

const DOUBLE: Readonly<Record<string, string>> = {
  ational: "ate",
  tional: "tion",
  enci: "ence",
  anci: "ance",
  izer: "ize",
  bli: "ble",
  alli: "al",
  entli: "ent",
  eli: "e",
  ousli: "ous",
  ization: "ize",
  ation: "ate",
  ator: "ate",
  alism: "al",
  iveness: "ive",
  fulness: "ful",
  ousness: "ous",
  aliti: "al",
  iviti: "ive",
  biliti: "ble",
  logi: "log",
};
const FULL: Readonly<Record<string, string>> = {
  icate: "ic",
  ative: "",
  alize: "al",
  iciti: "ic",
  ical: "ic",
  ful: "",
  ness: "",
};
const endingIn = (suffixes: Readonly<Record<string, string>>) =>
  new RegExp(`^(.+?)(${Object.keys(suffixes).join("|")})$`);
const DOUBLE_END = endingIn(DOUBLE);
const FULL_END = endingIn(FULL);

function replaceEnd(word: string, end: RegExp, suffixes: Readonly<Record<string, string>>): string {
  const [, base = "", suffix = ""] = end.exec(word) ?? [];
  return base && MORE_THAN_0.test(base) ? base + suffixes[suffix] : word;
}

const stripDouble = (word: string) => replaceEnd(word, DOUBLE_END, DOUBLE);
const stripFull = (word: string) => replaceEnd(word, FULL_END, FULL);

const LAST = /^(.+?)(al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize)$/;

function stripLast(word: string): string {
  const base = LAST.exec(word)?.[1] ?? /^(.+?)(s|t)ion$/.exec(word)?.slice(1, 3).join("");
  return base !== undefined && MORE_THAN_1.test(base) ? base : word;
}

function tidyE(word: string): string {
  const base = word.slice(0, -1);
  const dropsE =
    word.endsWith("e") && (MORE_THAN_1.test(base) || (EXACTLY_1.test(base) && !ENDS_CVC.test(base)));
  const shorter = dropsE ? base : word;
  return shorter.endsWith("ll") && MORE_THAN_1.test(shorter) ? shorter.slice(0, -1) : shorter;
}
