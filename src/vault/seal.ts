import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { encodeContext, type SealContext } from "./seal-context.ts";

/** A key that seals. `id` is 16 bytes in hex and not secret; `bytes` are 32. */
export interface SealingKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const FORMAT = 0x01;
const KEY_ID_BYTES = 16;
const SALT_BYTES = 32;
const COMMIT_BYTES = 32;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + SALT_BYTES + COMMIT_BYTES;
const CIPHER = "aes-256-gcm";

/**
 * Seals `plain` for `context`:
 * `0x01 | key id (16) | salt (32) | commitment (32) | ciphertext | tag (16)`, 97 bytes longer than `plain`.
 *
 * AES-256-GCM under a key and nonce derived for this one message (HKDF-SHA256, RFC 5869, over a random salt), so
 * there is no nonce budget to watch (NIST SP 800-38D). The commitment comes from the same derivation and makes the
 * text open under one key only, which GCM alone does not promise. Header and context are authenticated.
 */
export function seal(key: SealingKey, plain: Uint8Array, context: SealContext): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const derived = derive(key, salt);
  const header = Buffer.concat([Buffer.of(FORMAT), Buffer.from(key.id, "hex"), salt, derived.commitment]);
  const cipher = createCipheriv(CIPHER, derived.key, derived.nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, encodeContext(context)]));
  const sealed = Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  derived.wipe();
  return sealed;
}

/** The plain bytes, or undefined when the key or the context is another one or a single bit was changed. */
export function open(key: SealingKey, sealed: Buffer, context: SealContext): Buffer | undefined {
  if (sealed.byteLength < HEADER_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return undefined;
  if (keyIdOf(sealed) !== key.id) return undefined;
  const derived = derive(key, saltOf(sealed));
  try {
    if (!timingSafeEqual(derived.commitment, sealed.subarray(HEADER_BYTES - COMMIT_BYTES, HEADER_BYTES)))
      return undefined;
    return decrypt(derived, sealed, context);
  } finally {
    derived.wipe();
  }
}

/** Distinguishes one sealed text from every other, without saying anything about its content. */
export function sealIdOf(sealed: Buffer): string {
  return saltOf(sealed).toString("hex");
}

function decrypt({ key, nonce }: Derived, sealed: Buffer, context: SealContext): Buffer | undefined {
  // Without authTagLength Node 20 also takes tags cut to 12, 8 or 4 bytes.
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([sealed.subarray(0, HEADER_BYTES), encodeContext(context)]));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(HEADER_BYTES, -TAG_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}

interface Derived {
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly commitment: Buffer;
  wipe(): void;
}

function derive(key: SealingKey, salt: Buffer): Derived {
  const info = Buffer.concat([Buffer.from("chief/seal/v1"), Buffer.from(key.id, "hex")]);
  const bytes = Buffer.from(hkdfSync("sha256", key.bytes, salt, info, 32 + 12 + COMMIT_BYTES));
  return {
    key: bytes.subarray(0, 32),
    nonce: bytes.subarray(32, 44),
    commitment: bytes.subarray(44),
    wipe: () => void bytes.fill(0),
  };
}

function keyIdOf(sealed: Buffer): string {
  return sealed.subarray(1, 1 + KEY_ID_BYTES).toString("hex");
}

function saltOf(sealed: Buffer): Buffer {
  return sealed.subarray(1 + KEY_ID_BYTES, 1 + KEY_ID_BYTES + SALT_BYTES);
}
