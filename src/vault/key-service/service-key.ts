/**
 * A key-encryption key that stays in a key management service.
 *
 * The service encrypts wrapping keys, and a wrapping key seals data keys here, the way everything is sealed:
 * `0x02 | length (16 bits) | the wrapping key as the service encrypted it | the sealed data key`. So wrapping does not
 * wait for the network, which it must not do inside of a transaction, and the service is asked once for many data keys.
 *
 *   fresh ──an hour, or 1,000 data keys──▶ due: a new one is fetched in the background
 *   due ──a day, or 10,000 data keys──▶ spent: wrapping waits for a new one, or fails
 *
 * A new wrapping key is used only once the service has opened it again, or a garbled answer would cost every data key
 * under it. Opened ones are kept for a quarter of an hour, a thousand at most. While the service is away, what is kept
 * goes on opening; anything else fails with its trouble, and nothing is written.
 */
import { randomBytes } from "node:crypto";
import { ChiefError, type Clock, messageOf, sha256Hex } from "../../kernel/index.ts";
import type { KeyEncryptionKey } from "../key-encryption-key.ts";
import { open, type SealingKey, seal } from "../seal.ts";
import { createKeyCache } from "./key-cache.ts";
import { type KeyService, keyServiceError } from "./key-service.ts";

const FORMAT = 0x02;
const KEY_BYTES = 32;
const BOUND_TO = "chief/wrapping-key/v1";
const DUE = { afterMs: 3_600_000, afterUses: 1_000 };
const SPENT = { afterMs: 86_400_000, afterUses: 10_000 };
const KEPT = { most: 1_000, forMs: 900_000 };

interface WrappingKey {
  readonly encrypted: string;
  readonly key: SealingKey;
  readonly madeAt: Date;
  uses: number;
}

export interface ServiceKeyDeps {
  readonly service: KeyService;
  readonly clock: Clock;
}

export function createServiceKey({ service, clock }: ServiceKeyDeps): KeyEncryptionKey {
  const cache = createKeyCache(KEPT);
  let current: WrappingKey | undefined;
  let coming: Promise<WrappingKey> | undefined;

  const fetchNext = () => {
    coming ??= makeWrappingKey(service, clock())
      .then((made) => {
        if (current) cache.put(current.encrypted, current.key.bytes, clock());
        current = made;
        return made;
      })
      .finally(() => {
        coming = undefined;
      });
    return coming;
  };

  async function wrappingKey(): Promise<WrappingKey> {
    const now = clock();
    if (!current || isPast(current, SPENT, now)) return fetchNext();
    // Whoever needs it once it is spent is told of the trouble.
    if (isPast(current, DUE, now)) fetchNext().catch(() => undefined);
    return current;
  }

  const atHand = (encrypted: string) =>
    encrypted === current?.encrypted ? Buffer.from(current.key.bytes) : cache.get(encrypted, clock());

  return {
    id: `ks_${idOf(service.id)}`,
    name: service.id,
    async prepare() {
      await wrappingKey();
    },
    async wrap(dataKey, context) {
      const wrapping = await wrappingKey();
      wrapping.uses += 1;
      const encrypted = Buffer.from(wrapping.encrypted, "utf8");
      const head = Buffer.alloc(3);
      head.writeUInt8(FORMAT);
      head.writeUInt16BE(encrypted.byteLength, 1);
      return Buffer.concat([head, encrypted, seal(wrapping.key, dataKey, context)]);
    },
    async unwrap(wrapped, context) {
      const parts = partsOf(wrapped);
      if (!parts) throw unwrapFailed(service, context.workspaceId);
      const kept = atHand(parts.encrypted);
      const bytes = kept ?? (await decryptKey(service, parts.encrypted));
      const dataKey = open({ id: idOf(parts.encrypted), bytes }, parts.sealed, context);
      // Only a key that has opened something is worth keeping: a garbled answer is not.
      if (dataKey && !kept) cache.put(parts.encrypted, bytes, clock());
      bytes.fill(0);
      if (dataKey) return dataKey;
      throw unwrapFailed(service, context.workspaceId);
    },
  };
}

function isPast({ madeAt, uses }: WrappingKey, limit: typeof DUE, now: Date): boolean {
  return uses >= limit.afterUses || now.getTime() - madeAt.getTime() >= limit.afterMs;
}

async function makeWrappingKey(service: KeyService, now: Date): Promise<WrappingKey> {
  const bytes = randomBytes(KEY_BYTES);
  const encrypted = await service.encrypt(bytes, BOUND_TO);
  const again = await service.decrypt(encrypted, BOUND_TO).catch((cause: unknown) => {
    throw cannotOpenItsOwn(service, cause);
  });
  if (!again.equals(bytes)) throw cannotOpenItsOwn(service);
  again.fill(0);
  return { encrypted, key: { id: idOf(encrypted), bytes }, madeAt: now, uses: 0 };
}

function cannotOpenItsOwn(service: KeyService, cause?: unknown): ChiefError {
  const why = cause === undefined ? "it gave other bytes" : messageOf(cause);
  const message = `${service.id} does not open what it has just encrypted (${why}), so nothing is sealed with it. Try again`;
  return keyServiceError("answer", message, cause);
}

async function decryptKey(service: KeyService, encrypted: string): Promise<Buffer> {
  const bytes = await service.decrypt(encrypted, BOUND_TO);
  if (bytes.byteLength === KEY_BYTES) return bytes;
  bytes.fill(0);
  throw keyServiceError("answer", `${service.id} answered with something that is not a key. Try again`);
}

function partsOf(wrapped: Buffer): { encrypted: string; sealed: Buffer } | undefined {
  if (wrapped.byteLength < 3 || wrapped[0] !== FORMAT) return undefined;
  const end = 3 + wrapped.readUInt16BE(1);
  if (end > wrapped.byteLength) return undefined;
  return { encrypted: wrapped.subarray(3, end).toString("utf8"), sealed: wrapped.subarray(end) };
}

/** What a service and a wrapping key are known by: a sealed data key names the one that opens it, as everything sealed does. */
function idOf(text: string): string {
  return sha256Hex(text).slice(0, 32);
}

function unwrapFailed(service: KeyService, workspaceId: string): ChiefError {
  return new ChiefError("vault.unwrap_failed", {
    message: `${service.id} does not open a key of workspace ${workspaceId}`,
  });
}
