import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { open, type SealingKey, seal } from "../../src/vault/seal.ts";
import { encodeContext, type SealContext } from "../../src/vault/seal-context.ts";

const KEY: SealingKey = { id: randomBytes(16).toString("hex"), bytes: randomBytes(32) };
const PLAIN = Buffer.from("a canary in 17 b.");
const CONTEXT: SealContext = {
  workspaceId: "ws_1",
  connection: "int_1",
  field: "credential",
  version: 3,
  purpose: "sign-request",
};
const OVERHEAD_BYTES = 1 + 16 + 32 + 32 + 16;

describe("a sealed value", () => {
  it("I2: opens to what was sealed, with the same key and context", () => {
    expect(open(KEY, seal(KEY, PLAIN, CONTEXT), CONTEXT)).toEqual(PLAIN);
    expect(open(KEY, seal(KEY, Buffer.alloc(0), CONTEXT), CONTEXT)).toEqual(Buffer.alloc(0));
  });

  it("is version, key id, salt, commitment, ciphertext and tag, 97 bytes longer than its content", () => {
    const sealed = seal(KEY, PLAIN, CONTEXT);
    expect(sealed.byteLength).toBe(PLAIN.byteLength + OVERHEAD_BYTES);
    expect(sealed[0]).toBe(1);
    expect(sealed.subarray(1, 17).toString("hex")).toBe(KEY.id);
    expect(sealed.includes(PLAIN)).toBe(false);
  });

  it("never looks the same twice", () => {
    const [one, two] = [seal(KEY, PLAIN, CONTEXT), seal(KEY, PLAIN, CONTEXT)];
    expect(one.subarray(17)).not.toEqual(two.subarray(17));
  });

  it("I2: is refused when any one bit is flipped", () => {
    const sealed = seal(KEY, PLAIN, CONTEXT);
    for (let bit = 0; bit < sealed.byteLength * 8; bit++) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(open(KEY, altered, CONTEXT), `bit ${bit}`).toBeUndefined();
    }
    expect(open(KEY, sealed, CONTEXT)).toEqual(PLAIN);
  });

  it("I2: is refused when cut at any length, at either end, or extended", () => {
    const sealed = seal(KEY, PLAIN, CONTEXT);
    for (let length = 0; length < sealed.byteLength; length++) {
      expect(open(KEY, sealed.subarray(0, length), CONTEXT), `first ${length} bytes`).toBeUndefined();
      expect(
        open(KEY, sealed.subarray(-length || sealed.byteLength), CONTEXT),
        `last ${length}`,
      ).toBeUndefined();
    }
    expect(open(KEY, Buffer.concat([sealed, Buffer.of(0)]), CONTEXT)).toBeUndefined();
  });

  it.each([12, 8, 4])(
    "I2: is refused with a tag of %i bytes, which Node takes when it is not told the length",
    (length) => {
      const sealed = seal(KEY, PLAIN, CONTEXT);
      expect(nodeAcceptsTagOf(length)).toBe(true);
      expect(open(KEY, sealed.subarray(0, sealed.byteLength - 16 + length), CONTEXT)).toBeUndefined();
    },
  );

  it.each<[string, Partial<SealContext>]>([
    ["workspace", { workspaceId: "ws_2" }],
    ["connection", { connection: "int_2" }],
    ["field", { field: "refresh_token" }],
    ["older version", { version: 2 }],
    ["newer version", { version: 4 }],
    ["purpose", { purpose: "data-key" }],
    ["swapped parts", { workspaceId: CONTEXT.connection, connection: CONTEXT.workspaceId }],
    ["shifted boundary", { workspaceId: "ws_1int", connection: "_1" }],
    ["empty part", { connection: "" }],
  ])("I2: is refused for another context: %s", (_name, other) => {
    expect(open(KEY, seal(KEY, PLAIN, CONTEXT), { ...CONTEXT, ...other })).toBeUndefined();
  });

  it("I2: opens under no other key, not even one of the same id", () => {
    const sealed = seal(KEY, PLAIN, CONTEXT);
    expect(open({ ...KEY, bytes: randomBytes(32) }, sealed, CONTEXT)).toBeUndefined();
    expect(open({ ...KEY, id: randomBytes(16).toString("hex") }, sealed, CONTEXT)).toBeUndefined();
  });

  it("encodes no two contexts alike", () => {
    const shifted = { ...CONTEXT, workspaceId: "ws_1i", connection: "nt_1" };
    expect(encodeContext(shifted)).not.toEqual(encodeContext(CONTEXT));
  });
});

/** Shows that the danger is real on this Node, so that the test above proves something. */
function nodeAcceptsTagOf(length: number): boolean {
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const text = Buffer.concat([cipher.update("text"), cipher.final()]);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(cipher.getAuthTag().subarray(0, length));
  return Buffer.concat([decipher.update(text), decipher.final()]).toString() === "text";
}
