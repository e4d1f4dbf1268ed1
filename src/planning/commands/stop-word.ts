/** “stop”, alone in a message, as people write it. */
export function isStopWord(text: string): boolean {
  return /^\s*(please\s+)?(stop|cancel|abort|halt|never ?mind)(\s+(it|that|this|now|please))?\s*[.!]*\s*$/i.test(
    text,
  );
}
