import { isJsonObject, type Json } from "../kernel/index.ts";

/** A file that an API answered with, as it is stored in the place of a JSON answer. */
export type FileAnswer = {
  /** Its name, safe to be used as one. */
  chief_file: string;
  type: string;
  bytes: number;
  base64: string;
};

const TEXT_TYPE = /^text\/|html|json|xml/i;
const UNSAFE = /[^\p{L}\p{N}._-]+/gu;
const LONGEST_NAME = 100;

/** The file in an answer that is nothing to be read as text; undefined for a web page and other text, or no type at all. */
export function fileIn(answer: {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly url: string;
}): FileAnswer | undefined {
  const type = (answer.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!/^\w+\/[\w.+-]+$/.test(type) || TEXT_TYPE.test(type)) return undefined;
  const name = nameIn(answer.headers["content-disposition"] ?? "") ?? nameAt(answer.url, type);
  return {
    chief_file:
      name
        .replaceAll(UNSAFE, "_")
        .replace(/^[._]+/, "")
        .slice(-LONGEST_NAME) || "file",
    type,
    bytes: answer.body.length,
    base64: answer.body.toString("base64"),
  };
}

/** The file that the JSON text of an answer is, if it is one; other texts are not read for it. */
export function fileInText(body: string): FileAnswer | undefined {
  return body.includes('"chief_file":') ? fileOf(JSON.parse(body)) : undefined;
}

/** The file that a stored answer is, if it is one. */
function fileOf(value: Json): FileAnswer | undefined {
  if (!isJsonObject(value)) return undefined;
  const { chief_file: name, type, bytes, base64 } = value;
  const isFile = typeof name === "string" && typeof type === "string" && typeof base64 === "string";
  return isFile ? { chief_file: name, type, bytes: Number(bytes), base64 } : undefined;
}

/** An answer as it can be shown on a page: a file without its bytes. */
export function withoutBytes(value: Json): Json {
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
