/**
 * A replica of its own on the database that it is given (`postgres://…`, or a data folder), with one task, `hang`,
 * which never ends by itself. It says when it starts on a job and when it is lost.
 */
import { createJobs, openDatabase } from "../../../src/database/index.ts";
import { silentLogger } from "../../support/silent-logger.ts";

const [place = "", concurrency = "1"] = process.argv.slice(2);
const logger = silentLogger();
const where = place.startsWith("postgres:") ? { url: place, dataDir: "" } : { dataDir: place };
const database = await openDatabase({ ...where, logger });

const jobs = createJobs({
  database,
  concurrency: Number(concurrency),
  logger,
  beatMs: 100,
  ttlMs: 1000,
  tasks: {
    hang: (payload, { signal }) => {
      process.stdout.write(`started ${JSON.stringify(payload)}\n`);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  },
});
jobs.onLost(() => process.stdout.write(`lost, and knows it: ${jobs.isLost()}\n`));
await jobs.start();
process.stdout.write(`working ${jobs.replicaId}\n`);
