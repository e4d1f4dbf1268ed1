/**
 * One process per folder.
 *
 * PGlite lets two processes open one folder, and each then silently loses what the other writes
 * (electric-sql/pglite#1106). So an owner listens on a socket in the folder for as long as it lives: the kernel closes
 * it at the very moment the process dies, by `kill -9` too, and it is seen from other containers that share the folder.
 *
 * The owner is named by the claim file with the highest number, `owner.7.json`. A claim is made by `link()`, which
 * puts the whole file there or fails. Whoever finds the highest claim dead makes the next one, so of many only one
 * gets it; and the highest is never deleted, so nobody can get behind it. What stands after a release is a dead claim.
 */
import { randomUUID } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { hostname, tmpdir } from "node:os";
import { resolve as absolute, join } from "node:path";
import { ChiefError } from "../kernel/index.ts";

export interface FolderLock {
  release(): void;
}

interface Claim {
  readonly number: number;
  readonly pid: number;
  readonly host: string;
  readonly socket: string;
}

const CLAIM_FILE = /^owner\.(\d+)\.json$/;
const DEAD = new Set(["ECONNREFUSED", "ENOENT", "ENOTSOCK"]);

/** Longer paths do not fit into a socket address (`sun_path` is 104 bytes on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 100;

/**
 * Takes the folder for this process, or fails at once. The folder is made when it is missing.
 *
 * @throws ChiefError `database.folder_in_use`, which names the process that has it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = `owner-${randomUUID().slice(0, 8)}`;
  const server = await withSocketPath(folder, socket, listen);
  const lock = { release: () => void server.close(() => removeSocket(folder, socket)) };
  try {
    await claim(folder, socket);
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function claim(folder: string, socket: string): Promise<void> {
  for (;;) {
    const current = highestClaim(folder);
    if (current && (await withSocketPath(folder, current.socket, isAlive))) throw inUse(folder, current);
    const mine: Claim = { number: (current?.number ?? 0) + 1, pid: process.pid, host: hostname(), socket };
    if (!makeClaim(folder, mine) || highestClaim(folder)?.socket !== socket) continue;
    if (current) removeSocket(folder, current.socket);
    return removeOldClaims(folder, mine);
  }
}

/** Undefined when there is none. A claim that cannot be read was removed by a newer owner just now: look again. */
function highestClaim(folder: string): Claim | undefined {
  const number = Math.max(0, ...claimNumbers(folder));
  if (number === 0) return undefined;
  try {
    return JSON.parse(readFileSync(claimPath(folder, number), "utf8")) as Claim;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return highestClaim(folder);
    throw error;
  }
}

function claimNumbers(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => Number(CLAIM_FILE.exec(name)?.[1] ?? []));
}

function claimPath(folder: string, number: number): string {
  return join(folder, `owner.${number}.json`);
}

function makeClaim(folder: string, claim: Claim): boolean {
  const draft = join(folder, `${claim.socket}.draft`);
  writeFileSync(draft, JSON.stringify(claim));
  try {
    linkSync(draft, claimPath(folder, claim.number));
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** Keeps the one before mine, for those who are reading it now. */
function removeOldClaims(folder: string, mine: Claim): void {
  for (const number of claimNumbers(folder)) {
    if (number < mine.number - 1) rmSync(claimPath(folder, number), { force: true });
  }
}

/**
 * Calls `use` with a path of the socket that fits into a socket address: through a symbolic link that lives as long as
 * the call when the folder's own path is too long.
 */
async function withSocketPath<T>(
  folder: string,
  socket: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (process.platform === "win32") return use(`\\\\.\\pipe\\chief-${socket}`);
  const path = join(folder, socket);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return use(path);
  const aside = mkdtempSync(join(tmpdir(), "chief-"));
  try {
    symlinkSync(absolute(folder), join(aside, "d"));
    return await use(join(aside, "d", socket));
  } finally {
    rmSync(aside, { recursive: true });
  }
}

function removeSocket(folder: string, socket: string): void {
  rmSync(join(folder, socket), { force: true });
}

function listen(path: string): Promise<Server> {
  const server = createServer((visitor) => visitor.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve(server.unref()));
  });
}

function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const visitor = connect(path);
    visitor.once("connect", () => resolve(visitor.destroy() !== undefined));
    visitor.once("error", (error) => resolve(!DEAD.has(String((error as NodeJS.ErrnoException).code))));
  });
}

function inUse(folder: string, owner: Claim): ChiefError {
  return new ChiefError("database.folder_in_use", {
    message:
      `${folder} is in use by process ${owner.pid} on ${owner.host}. Stop that one first, ` +
      "name another CHIEF_DATA_DIR, or set DATABASE_URL to share one database between several processes.",
  });
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
