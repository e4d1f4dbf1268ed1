/** A step as a person wrote it. `otherwise` is what to do when its condition does not hold. */
export interface WrittenStep {
  /** The whole sentence, for telling people about it. */
  readonly text: string;
  readonly condition?: string;
  /** What is to be done, without the condition. */
  readonly act: string;
  readonly otherwise?: string;
}

const MARKER = /(?:^|\n|(?<=[.:;!?)]\s))\s*(?:\d{1,2}[.)]|[-*•])\s+/g;
const CONDITION =
  /^(?:then\s+|and\s+)?(?:if|when|in case|as long as)\s+(.+?)\s*(?:,\s*(?:then\s+)?|\s+then\s+)(.+)$/is;
const OTHERWISE = /[.;,]?\s*\b(?:otherwise|if not|else)\b[,:]?\s*(.+)$/is;

/** Takes a list of steps apart: numbered or bulleted, or one sentence a step. */
export function splitSteps(text: string): WrittenStep[] {
  const marks = [...text.matchAll(MARKER)];
  const parts =
    marks.length > 0
      ? marks.map((mark, at) => text.slice(mark.index + mark[0].length, marks[at + 1]?.index ?? text.length))
      : text.split(/(?<=[.!?])\s+|\n+/);
  return parts
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter((part) => /\w/.test(part))
    .map(readStep);
}

function readStep(written: string): WrittenStep {
  const text = written.replace(/[.;,\s]+$/, "");
  const otherwise = OTHERWISE.exec(text)?.[1];
  const main = otherwise ? text.replace(OTHERWISE, "") : text;
  const conditional = CONDITION.exec(main);
  const act = (conditional?.[2] ?? main).replace(/^(?:then|and|next|finally|first)[,\s]+/i, "");
  return {
    text,
    act,
    ...(conditional?.[1] ? { condition: conditional[1] } : {}),
    ...(otherwise ? { otherwise } : {}),
  };
}
