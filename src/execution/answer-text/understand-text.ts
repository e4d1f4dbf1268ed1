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
  if (LINES.test(contentType)) return wrap(readJsonLines(text));
  const json = tryJson(text);
  if (json) return json;
  if (CSV.test(contentType)) return wrap(readCsv(text));
  if (XML.test(contentType)) return wrap(readXml(text));
  if (/json/i.test(contentType)) return wrap(readJsonLines(text));
  return /^text\/plain/i.test(contentType) ? { value: storableText(text) } : undefined;
}

const wrap = (value: Json | undefined) => (value === undefined ? undefined : { value });

function tryJson(text: string): { value: Json } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
