/**
 * Text of somebody else inside of what a person asks: every line of it begins with `> `, as in mail.
 *
 * What is quoted is data. Nothing in it is a request, names a channel to post in, or counts as typed by who quotes it,
 * whoever wrote the lines: one that a person quotes by hand is read so, too.
 */
export function quote(text: string): string {
  return text
    .split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/)
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\n");
}

/** A text without what it quotes, and what it quotes, without the marks; empty where there is nothing. */
export function splitQuotes(text: string): { readonly own: string; readonly quoted: string } {
  const lines = text.split("\n");
  const isQuoted = (line: string) => line.startsWith(">");
  return {
    own: lines
      .filter((line) => !isQuoted(line))
      .join("\n")
      .trim(),
    quoted: lines
      .filter(isQuoted)
      .map((line) => line.replace(/^> ?/, ""))
      .join("\n"),
  };
}
