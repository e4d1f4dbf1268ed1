import { type ParsedDocument, parseDocument, type RefusedDocument } from "../parse-document.ts";
import { joinFiles } from "./join-files.ts";
import { isGzip, isZip, unpackGzip, unpackZip } from "./unpack.ts";

/** A file that somebody gave, as the one text that is imported and kept. */
export type DocumentFile =
  | { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
  | RefusedDocument;

/** Reads a zip or gzip file on this thread; anything else is text. Never throws for what it contains. */
export function readFileHere(bytes: Uint8Array): DocumentFile {
  if (isZip(bytes)) return readZip(bytes);
  if (!isGzip(bytes)) return { ok: true, text: new TextDecoder().decode(bytes), notes: [] };
  const content = unpackGzip(bytes);
  return Buffer.isBuffer(content) ? { ok: true, text: content.toString("utf8"), notes: [] } : content;
}

function readZip(bytes: Uint8Array): DocumentFile {
  const unpacked = unpackZip(bytes);
  if (!unpacked.ok) return unpacked;
  const joined = joinFiles(unpacked.files);
  if (!joined.ok) return joined;
  const text = JSON.stringify(joined.document);
  const checked: ParsedDocument = parseDocument(text);
  return checked.ok ? { ok: true, text, notes: [...unpacked.notes, ...joined.notes] } : checked;
}
