/**
 * Every text in which a secret may show up: raw, escaped for JSON (once, twice, and with `\/` as PHP does it),
 * URL-encoded (as a component, a form field and a whole URL, in either case), hex, base64 and base64url at the three
 * offsets it can have inside something longer (so also in `Basic`), and as the decimal bytes of a logged Buffer.
 */
export function encodingsOf(value: string): Set<string> {
  const bytes = Buffer.from(value, "utf8");
  const found = new Set([
    value,
    ...jsonForms(value),
    ...urlForms(value),
    ...base64Forms(bytes),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    bytes.join(","),
  ]);
  bytes.fill(0);
  return found;
}

function jsonForms(value: string): string[] {
  const once = escapeForJson(value);
  return [once, escapeForJson(once), once.replaceAll("/", "\\/"), once.replaceAll("/", "\\\\/")];
}

function escapeForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function urlForms(value: string): string[] {
  const form = new URLSearchParams({ v: value }).toString().slice("v=".length);
  const upper = [encodeURIComponent(value), form, encodeURI(value)];
  return [
    ...upper,
    ...upper.map((text) => text.replace(/%[0-9A-F]{2}/g, (encoded) => encoded.toLowerCase())),
  ];
}

function base64Forms(bytes: Buffer): string[] {
  const plain = [0, 1, 2].map((offset) => base64At(bytes, offset));
  return plain.flatMap((text) => [
    text,
    text.replaceAll("+", "-").replaceAll("/", "_"),
    encodeURIComponent(text),
    text.replaceAll("/", "\\/"),
  ]);
}

/** The characters of a base64 text that depend on `bytes` alone when `offset` (mod 3) bytes stand before them. */
function base64At(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const text = whole
    .toString("base64")
    .slice(Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6));
  whole.fill(0);
  return text;
}
