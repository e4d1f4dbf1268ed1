import { inspect } from "node:util";

const MASK = "[secret]";

/**
 * Text that must not be printed by accident: it shows as `[secret]` however it is logged, concatenated or
 * serialised. The bytes live in a Buffer, because a heap snapshot holds strings but not Buffer contents.
 */
export class Secret {
  readonly #bytes: Buffer;

  constructor(value: string | Uint8Array) {
    this.#bytes = Buffer.from(typeof value === "string" ? Buffer.from(value, "utf8") : value);
  }

  /** The text itself. Call it at the last moment, and do not keep the answer. */
  reveal(): string {
    return this.#bytes.toString("utf8");
  }

  get byteLength(): number {
    return this.#bytes.byteLength;
  }

  /** Overwrites the bytes; the secret is empty of meaning afterwards. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
