/** Tries to lock the folder that it is given, says how that went, and holds it until it is killed. */
import { lockFolder } from "../../../src/database/folder-lock.ts";
import { ChiefError } from "../../../src/kernel/index.ts";

try {
  await lockFolder(process.argv[2] ?? "");
  process.stdout.write("owner\n");
} catch (error) {
  process.stdout.write(`${error instanceof ChiefError ? error.code : error}\n`);
}
setInterval(() => undefined, 1000);
