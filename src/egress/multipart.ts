import { isJsonObject, type Json, type JsonObject, sha256Hex } from "../kernel/index.ts";
import type { FilledBody } from "./fill-body.ts";

/**
 * A body as `multipart/form-data` (RFC 7578): a part for each member, one for each item of a list, what is deeper as JSON,
 * and those named in `files` as a file each. The boundary is made of what it stands between: no value can hold the hash
 * of itself, and the same body is the same text each time, as an approval of it needs.
 */
export function multipartText(tree: JsonObject, files: readonly string[]): FilledBody {
  const parts = Object.entries(tree).flatMap(([name, member]) =>
    (Array.isArray(member) ? member : [member])
      .filter((value) => value !== null)
      .map((value) => partOf(name, value, files.includes(name))),
  );
  const boundary = `chief-${sha256Hex(JSON.stringify(parts)).slice(0, 40)}`;
  const lines = parts.map((part) => `--${boundary}\r\n${part}\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    text: `${lines.join("")}--${boundary}--\r\n`,
  };
}

function partOf(name: string, value: Json, isFile: boolean): string {
  const field = escapeName(name);
  const isDeep = isJsonObject(value) || Array.isArray(value);
  const content = isDeep ? JSON.stringify(value) : String(value);
  if (isFile) {
    const head = `Content-Disposition: form-data; name="${field}"; filename="${field}.txt"`;
    return `${head}\r\nContent-Type: application/octet-stream\r\n\r\n${content}`;
  }
  const type = isDeep ? "\r\nContent-Type: application/json" : "";
  return `Content-Disposition: form-data; name="${field}"${type}\r\n\r\n${content}`;
}

/** As browsers write it, so that a name cannot end its header. */
function escapeName(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
