import { isJsonObject, type Json } from "../kernel/index.ts";

/** Which file an API answered with, as it is stored in the place of a JSON answer. Its bytes are kept in parts. */
export type FileAnswer = {
  /** Its name, safe to be used as one. */
  chief_file: string;
  type: string;
  bytes: number;
};

const TEXT_TYPE = /^text\/|html|json|xml/i;
const UNSAFE = /[^\p{L}\p{N}._-]+/gu;
const LONGEST_NAME = 100;

/** The head of an answer, as far as it tells of a file. */
interface FileHead {
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
}

/** The file in an answer that is nothing to be read as text; undefined for a web page and other text, or no type at all. */
export function fileIn(answer: FileHead & { readonly body: Buffer }): FileAnswer | undefined {
  const named = nameOfFile(answer);
  if (!named) return undefined;
  return fileAnswer({ ...named, bytes: answer.body.length });
}

/** A file as it is told of in the place of a JSON answer. */
export function fileAnswer({
  name,
  type,
  bytes,
}: {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}): FileAnswer {
  return { chief_file: name, type, bytes };
}

/** The name, safe to be used as one, and the type of the file that an answer with such a head is, if it is one. */
export function nameOfFile({ headers, url }: FileHead): { name: string; type: string } | undefined {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!/^\w+\/[\w.+-]+$/.test(type) || TEXT_TYPE.test(type)) return undefined;
  const given = nameIn(headers["content-disposition"] ?? "") ?? nameAt(url, type);
  const safe = given
    .replaceAll(UNSAFE, "_")
    .replace(/^[._]+/, "")
    .slice(-LONGEST_NAME);
  return { name: safe || "file", type };
}

/** Which file an answer is whose bytes are kept, by the JSON text in its place. @throws Error when it tells of none */
export function fileInText(body: string): FileAnswer {
  const file = fileOf(JSON.parse(body));
  if (!file) throw new Error("the text in the place of a file does not say which");
  return file;
}

/** The file that a stored answer is, if it is one. */
function fileOf(value: Json): FileAnswer | undefined {
  if (!isJsonObject(value)) return undefined;
  const { chief_file: name, type, bytes } = value;
  const isFile = typeof name === "string" && typeof type === "string" && typeof bytes === "number";
  return isFile ? { chief_file: name, type, bytes } : undefined;
}

/** An answer as it is shown on a page. */
export function shownAnswer(value: Json): Json {
  const file = fileOf(value);
  return file ? { file: file.chief_file, type: file.type, bytes: file.bytes } : value;
}

/** `filename="q1 report.pdf"` (RFC 6266); the encoded form, `filename*`, goes first. */
function nameIn(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition);
  const name = (encoded === undefined ? undefined : decoded(encoded)) ?? plain?.[1] ?? plain?.[2];
  return name?.split(/[\\/]/).at(-1);
}

function nameAt(url: string, type: string): string {
  const last = new URL(url).pathname.split("/").filter(Boolean).at(-1) ?? "file";
  return /\.\w{1,5}$/.test(last) ? last : `${last}.${type.replace(/^.*[/.+-]/, "")}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
