import type { Json } from "../kernel/index.ts";

/** What a question to the language model may want to be answered with; `list` is a list of texts. */
export const THOUGHT_TYPES = ["string", "integer", "number", "boolean", "list"] as const;
export type ThoughtType = (typeof THOUGHT_TYPES)[number];

/** How an answer has to look. `oneOf` are the texts to choose from, where only those count. */
export interface Wanted {
  readonly gives: ThoughtType;
  readonly oneOf?: readonly string[] | undefined;
}

export type Thought =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly message: string };

/** What a model is told of how to answer; empty where any text will do. */
export function wantedText({ gives, oneOf }: Wanted): string {
  if (oneOf) return `Answer with exactly one of these, and nothing else: ${oneOf.join(" | ")}`;
  switch (gives) {
    case "string":
      return "";
    case "integer":
      return "Answer with one whole number in digits, and nothing else.";
    case "number":
      return "Answer with one number in digits, and nothing else.";
    case "boolean":
      return "Answer with yes or no, and nothing else.";
    case "list":
      return "Answer with a JSON array of texts, and nothing else.";
  }
}

/** Reads the words of a model as what was wanted, or says why they are not that. */
export function readThought(text: string, { gives, oneOf }: Wanted): Thought {
  const bare = text.trim().replace(/^```\w*\s*([\s\S]*?)\s*```$/, "$1");
  if (oneOf) return chosen(bare, oneOf);
  switch (gives) {
    case "string":
      return bare === "" ? wrong(bare, "a text") : { ok: true, value: bare };
    case "integer":
      return /^[-+]?\d{1,15}$/.test(bare) ? { ok: true, value: Number(bare) } : wrong(bare, "a whole number");
    case "number":
      return /^[-+]?\d{1,15}(\.\d+)?$/.test(bare)
        ? { ok: true, value: Number(bare) }
        : wrong(bare, "a number");
    case "boolean":
      return /^(yes|no|true|false)[.!]?$/i.test(bare)
        ? { ok: true, value: /^[yt]/i.test(bare) }
        : wrong(bare, "yes or no");
    case "list":
      return listed(bare);
  }
}

function wrong(text: string, wanted: string): Thought {
  return {
    ok: false,
    message: `the language model answered “${text.slice(0, 120)}”, which is not ${wanted}`,
  };
}

function chosen(text: string, oneOf: readonly string[]): Thought {
  const plain = (words: string) => words.toLowerCase().replace(/^["'`“]+|["'`”.!]+$/g, "");
  const found = oneOf.find((one) => plain(one) === plain(text));
  return found === undefined ? wrong(text, `one of ${oneOf.join(", ")}`) : { ok: true, value: found };
}

function listed(text: string): Thought {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return { ok: true, value };
  } catch {
    // Not JSON at all: told below.
  }
  return wrong(text, "a JSON array of texts");
}
