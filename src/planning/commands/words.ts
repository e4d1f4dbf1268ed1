const STOP_WORDS = new Set(
  (
    "a an and any are as at be by call can chief could do does for from get give have hit i in into is it its just let me my of off on " +
    "or our out please post pull run send show tell that the their them then there these this those to up us use using via was we " +
    "were what when where which who will with would you your api endpoint all"
  ).split(" "),
);

/** The words of a text that carry meaning, in lower case, identifiers split, plurals and endings cut. */
export function contentWords(text: string): string[] {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .match(/[a-z]+|\d+/g);
  return (words ?? []).filter((word) => !STOP_WORDS.has(word)).map(stem);
}

/** A crude stem, good enough to compare the words of a request with those of an action's name. */
export function stem(word: string): string {
  if (word.length <= 3) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/(ss|us|is)$/, "$1")
    .replace(/(?<![sui])s$/, "")
    .replace(/(ing|ed)$/, "")
    .replace(/ll$/, "l")
    .replace(/e$/, "");
}
