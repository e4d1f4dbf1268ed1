import { ChiefError } from "../../kernel/index.ts";

/**
 * A key management service, as the vault sees it: one key that never leaves it. HashiCorp Vault Transit is one; AWS KMS
 * (`Encrypt`, `Decrypt` with an encryption context) and Google Cloud KMS (with additional authenticated data) fit too.
 */
export interface KeyService {
  /** Which key of which service; not secret, and stable over the versions of the key. */
  readonly id: string;
  /** @throws ChiefError `vault.key_service_*` */
  encrypt(plain: Buffer, boundTo: string): Promise<string>;
  /**
   * What `encrypt` got, if it was bound to the same.
   *
   * @throws ChiefError `vault.unwrap_failed` when the service says that this is not its ciphertext, or of another
   *   binding; `vault.key_service_*` when it does not say anything of use
   */
  decrypt(ciphertext: string, boundTo: string): Promise<Buffer>;
}

/** Trouble with the service itself: what is stored is as good as it was, and opens when the trouble is over. */
export type KeyServiceTrouble = "unavailable" | "refused" | "answer";

export function keyServiceError(trouble: KeyServiceTrouble, message: string, cause?: unknown): ChiefError {
  return new ChiefError(`vault.key_service_${trouble}`, { message, cause });
}

/** Whether an error is trouble with the key service, and not a verdict on what was to be opened. */
export function isKeyServiceTrouble(error: unknown): error is ChiefError {
  return error instanceof ChiefError && error.code.startsWith("vault.key_service_");
}
