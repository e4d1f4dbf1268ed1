import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";
import { messageOf } from "../../../kernel/index.ts";
import type { RefusedDocument } from "../parse-document.ts";

/** How much of an archive is unpacked before it is refused. */
export interface ArchiveLimits {
  /** Of all that is unpacked, by what the archive says; more than it says is never written. */
  readonly maxBytes: number;
  readonly maxFiles: number;
}

const ARCHIVE_LIMITS: ArchiveLimits = { maxBytes: 64 * 1024 * 1024, maxFiles: 5000 };

type Unpacked =
  | {
      readonly ok: true;
      /** The texts of the archive by their path in it: `specs/orders.yaml`. */
      readonly files: ReadonlyMap<string, string>;
      readonly notes: readonly string[];
    }
  | RefusedDocument;

const READABLE = /\.(json|ya?ml|md|txt)$/i;
const MEBIBYTE = 1024 * 1024;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The content of a gzip file. */
export function unpackGzip(bytes: Uint8Array, limits = ARCHIVE_LIMITS): Buffer | RefusedDocument {
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.maxBytes });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    return isLarge ? tooLarge(limits) : damaged(error);
  }
}

/**
 * The texts of a zip file. Nothing is written anywhere: a path is only a name here, and one that leads out of the
 * archive is left out all the same. What is no text of a description (pictures, archives) is not unpacked.
 */
export function unpackZip(bytes: Uint8Array, limits = ARCHIVE_LIMITS): Unpacked {
  const choice = chooseFiles(limits);
  try {
    const unpacked = Object.entries(unzipSync(bytes, { filter: choice.takes }));
    const refused = choice.refused();
    if (refused) return refused;
    const files = new Map(unpacked.map(([name, content]) => [plainPath(name), textOf(content)]));
    return { ok: true, files, notes: choice.notes };
  } catch (error) {
    return damaged(error);
  }
}

/** Which files are unpacked; none any more from the first one that is over a limit. */
function chooseFiles(limits: ArchiveLimits) {
  const notes: string[] = [];
  let [total, count] = [0, 0];
  let refused: RefusedDocument | undefined;
  return {
    notes,
    refused: () => refused,
    takes({ name, originalSize }: { name: string; originalSize: number }): boolean {
      count += 1;
      if (count > limits.maxFiles) refused ??= tooMany(limits);
      if (refused || !READABLE.test(name) || name.startsWith("__MACOSX/")) return false;
      if (!isInside(name)) {
        notes.push(`the file “${name.slice(0, 120)}” was left out: its path leads out of the archive`);
        return false;
      }
      total += originalSize;
      if (total > limits.maxBytes) refused ??= tooLarge(limits);
      return refused === undefined;
    },
  };
}

const plainPath = (name: string) => name.replace(/^(\.\/)+/, "");
const textOf = (content: Uint8Array) => new TextDecoder().decode(content);

function isInside(name: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|\\/.test(name) && !name.split("/").includes("..");
}

function tooLarge({ maxBytes }: ArchiveLimits): RefusedDocument {
  const limit = Math.floor(maxBytes / MEBIBYTE);
  return { ok: false, reason: "too_large", message: `The archive unpacks to more than ${limit} MiB` };
}

function tooMany({ maxFiles }: ArchiveLimits): RefusedDocument {
  return { ok: false, reason: "too_large", message: `The archive holds more than ${maxFiles} files` };
}

function damaged(error: unknown): RefusedDocument {
  const message = `The archive could not be read: ${messageOf(error)}. A plain zip without a password is accepted`;
  return { ok: false, reason: "damaged_archive", message };
}
