import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.ts";
import type { Database } from "./database/index.ts";
import type { Egress } from "./egress/index.ts";
import { ChiefError, type Clock, type Logger, type Scrubber, Secret } from "./kernel/index.ts";
import {
  createServiceKey,
  createTransit,
  createVault,
  type KeyEncryptionKey,
  loadMasterKey,
  readGivenKey,
  type Vault,
} from "./vault/index.ts";

export interface VaultParts {
  readonly config: Pick<Config, "dataDir" | "masterKey" | "oldMasterKey" | "keyService">;
  readonly database: Database;
  readonly egress: Egress;
  readonly scrubber: Scrubber;
  readonly logger: Logger;
  readonly clock: Clock;
}

export interface OpenedVault {
  readonly vault: Vault;
  /** A key file that was made just now. */
  readonly madeFile: string | undefined;
}

/** The vault with the keys that the configuration names. */
export async function openVault(parts: VaultParts): Promise<OpenedVault> {
  const { config, database, ...rest } = parts;
  const serviceKey = await openServiceKey(parts);
  const keyDir = join(config.dataDir, "keys");
  const { key, madeFile } = serviceKey
    ? { key: serviceKey, madeFile: undefined }
    : await loadMasterKey({ db: database.db, keyDir, ...config.masterKey });
  const alsoAcceptedKey = await readGivenKey(config.oldMasterKey);
  const vault = await createVault({ ...rest, db: database.main, key, alsoAcceptedKey });
  return { vault, madeFile };
}

async function openServiceKey({
  config,
  egress,
  scrubber,
  clock,
}: VaultParts): Promise<KeyEncryptionKey | undefined> {
  const { keyService } = config;
  if (!keyService) return undefined;
  const { caFile, token, ...address } = keyService;
  const known = new Set<string>();
  const service = createTransit({
    ...address,
    egress,
    ca: caFile === undefined ? undefined : await readNamed(caFile, "CHIEF_VAULT_CA_FILE"),
    token: async () => {
      const secret =
        "file" in token ? new Secret((await readNamed(token.file, "CHIEF_VAULT_TOKEN_FILE")).trim()) : token;
      // An agent puts another token into the file from time to time.
      if (!known.has(secret.reveal())) scrubber.add(secret);
      known.add(secret.reveal());
      return secret;
    },
  });
  return createServiceKey({ service, clock });
}

async function readNamed(path: string, variable: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new ChiefError("vault.key_service_refused", {
      message: `the file ${path} of ${variable} cannot be read`,
      cause,
    });
  });
}
