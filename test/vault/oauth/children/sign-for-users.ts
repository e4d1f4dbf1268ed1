/**
 * A replica of its own on the Postgres and with the vault key that it is given: for each message it signs as many
 * requests at once as it says, and tells the tokens that they were signed with.
 */
import { openDatabase } from "../../../../src/database/index.ts";
import { createEgress } from "../../../../src/egress/index.ts";
import { createScrubber, systemClock } from "../../../../src/kernel/index.ts";
import { createVault } from "../../../../src/vault/index.ts";
import { createLocalKey } from "../../../../src/vault/key-encryption-key.ts";
import { silentLogger } from "../../../support/silent-logger.ts";

export interface SignForUsers {
  readonly users: number;
  readonly ask: {
    readonly workspaceId: string;
    readonly integrationId: string;
    readonly credentialVersion: number;
    readonly refusedToken?: number;
  };
}

/** The token of each user, or why there is none. */
export type Signed = readonly ({ readonly token: string } | { readonly reason: string })[];

const [url = "", key = ""] = process.argv.slice(2);
const logger = silentLogger();
const database = await openDatabase({ url, dataDir: "", maxConnections: 8, logger });
const vault = await createVault({
  db: database.db,
  key: createLocalKey(Buffer.from(key, "hex")),
  scrubber: createScrubber(),
  logger,
  clock: systemClock,
  egress: createEgress({ logger }),
});

process.on("message", async ({ users, ask }: SignForUsers) => {
  const request = { ...ask, url: "https://api.test/", headers: {} };
  const outcomes = await Promise.all(Array.from({ length: users }, () => vault.signRequest(request)));
  const signed: Signed = outcomes.map((outcome) =>
    outcome.ok
      ? { token: outcome.headers["authorization"]?.slice("Bearer ".length) ?? "" }
      : { reason: outcome.reason },
  );
  process.send?.(signed);
});
process.on("disconnect", () => process.exit());
process.send?.([]);
