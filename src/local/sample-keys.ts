import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newToken } from "../kernel/index.ts";

/** What the sample APIs ask for: made once, so that a connection to them works after a restart. */
export interface SampleKeys {
  readonly ordersToken: string;
  readonly wmsKey: string;
}

/** The keys in the data folder, made there (mode 0600) at the first start. */
export async function loadSampleKeys(dataDir: string): Promise<SampleKeys> {
  const file = join(dataDir, "sample-keys.json");
  try {
    return JSON.parse(await readFile(file, "utf8")) as SampleKeys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const keys: SampleKeys = { ordersToken: newToken(), wmsKey: newToken() };
  await writeFile(file, `${JSON.stringify(keys)}\n`, { mode: 0o600, flag: "wx" });
  return keys;
}
