import { type Json, parseJson, storableText } from "../../kernel/index.ts";
import { readCsv } from "./read-csv.ts";
import { readJsonLines } from "./read-lines.ts";
import { readXml } from "./read-xml.ts";

const LINES = /ndjson|jsonl|json-?lines|json-seq/i;
const CSV = /^(?:text|application)\/(?:csv|tab-separated-values|vnd\.ms-excel)\b/i;
const XML = /^(?:text|application)\/(?:[\w.-]+\+)?xml\b/i;

/**
 * What an answer's text says, whatever it is written in: JSON, a JSON text on each line, CSV, XML, or plain text.
 * Undefined when it is none of these, as a web page is.
 */
export function understandText(text: string, contentType: string): { readonly value: Json } | undefined {
  const { isLines, otherwise } = formsOf(contentType);
  if (isLines) return wrap(readJsonLines(text));
  const json = tryJson(text);
  if (json) return json;
  switch (otherwise) {
    case "csv":
      return wrap(readCsv(text));
    case "xml":
      return wrap(readXml(text));
    case "lines":
      return wrap(readJsonLines(text));
    case "text":
      return { value: storableText(text) };
    case undefined:
      return undefined;
  }
}

/** What an answer's type tells of its form. It is JSON where it can be read as that, unless it is surely `isLines`. */
export function formsOf(contentType: string): {
  readonly isLines: boolean;
  readonly otherwise: "csv" | "xml" | "lines" | "text" | undefined;
} {
  const isLines = LINES.test(contentType);
  if (CSV.test(contentType)) return { isLines, otherwise: "csv" };
  if (XML.test(contentType)) return { isLines, otherwise: "xml" };
  if (/json/i.test(contentType)) return { isLines, otherwise: "lines" };
  return { isLines, otherwise: /^text\/plain/i.test(contentType) ? "text" : undefined };
}

const wrap = (value: Json | undefined) => (value === undefined ? undefined : { value });

function tryJson(text: string): { value: Json } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
