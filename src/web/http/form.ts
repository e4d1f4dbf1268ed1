import type { Request, RequestHandler } from "express";
import express from "express";

/**
 * The fields of a form that was posted. A field that is not there is empty; white space around it is dropped, and its
 * lines end as everywhere outside of forms.
 */
export interface Form {
  text(name: string): string;
  /** The field exactly as it was entered: a password may begin with a space. */
  exact(name: string): string;
  /** Every value of a field, in order: the checked boxes of a group. */
  texts(name: string): readonly string[];
  /** Whether a check box was on. */
  isOn(name: string): boolean;
  /** The content of a file as UTF-8, or undefined where none was chosen. */
  file(name: string): Promise<string | undefined>;
  /** A file as it is, with its name, or undefined where none was chosen. */
  upload(name: string): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  readonly names: readonly string[];
}

const FORM_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data"];
const MOST_FIELDS = 500;

/** Of a form that carries a document. */
export const MOST_UPLOAD_BYTES = 66 * 1024 * 1024;

/** Reads the body of a form, up to `maxBytes`; a bigger one is answered with 413. Then ask `readForm`. */
export function formBody(options: { maxBytes: number }): RequestHandler {
  return express.raw({ type: FORM_TYPES, limit: options.maxBytes });
}

/** A form could not be read: the text tells why. */
class FormError extends Error {
  readonly status = 400;
  readonly expose = true;
}

/**
 * The form in a request that went through `formBody`, URL-encoded or multipart (RFC 7578): the platform's own
 * reader takes both.
 *
 * @throws FormError if the body is not a form
 */
export async function readForm(request: Request): Promise<Form> {
  const body: unknown = request.body;
  const type = request.get("content-type") ?? "";
  if (!Buffer.isBuffer(body)) throw new FormError("Expected a form (URL-encoded or multipart).");
  const data = await new Response(new Uint8Array(body), { headers: { "content-type": type } })
    .formData()
    .catch(() => {
      throw new FormError("The form is damaged: its parts could not be told apart.");
    });
  const names = [...new Set(data.keys())];
  if (names.length > MOST_FIELDS) throw new FormError(`The form has more than ${MOST_FIELDS} fields.`);
  return formOf(data, names);
}

function formOf(data: FormData, names: readonly string[]): Form {
  const fileAt = (name: string) => {
    const value = data.get(name);
    return value === null || typeof value === "string" || value.size === 0 ? undefined : value;
  };
  const texts = (name: string) =>
    data
      .getAll(name)
      .flatMap((value) => (typeof value === "string" ? [value.replaceAll("\r\n", "\n").trim()] : []));
  return {
    names,
    texts,
    text: (name) => texts(name)[0] ?? "",
    exact(name) {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    },
    isOn: (name) => ["on", "true", "1"].includes(texts(name).at(-1) ?? ""),
    file: async (name) => fileAt(name)?.text(),
    async upload(name) {
      const file = fileAt(name);
      return file && { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    },
  };
}
