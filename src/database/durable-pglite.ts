import { fsyncSync } from "node:fs";
import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { ChiefError } from "../kernel/index.ts";
import { syncFolder } from "./sync-folder.ts";

/** Which file system of Emscripten's a PGlite module uses; not part of its public API, hence the self-test below. */
interface EmscriptenModule {
  readonly NODEFS?: {
    stream_ops: { fsync?: (stream: EmscriptenStream) => number };
    realPath(node: unknown): string;
  };
  readonly FS: { isDir(mode: number): boolean };
}

interface EmscriptenStream {
  /** The real file descriptor; directories have none. */
  readonly nfd?: number | null;
  readonly node: { readonly mode: number };
}

/**
 * PGlite on a folder, with commits that survive a power cut.
 *
 * PGlite by itself never calls fsync: its start parameters turn it off (`-F`), and Emscripten's NODEFS has no callback
 * for it (electric-sql/pglite#1107). Both are put right here. As the second reaches into PGlite's internals, every
 * start proves that a commit arrives at fsync.
 *
 * @throws ChiefError `database.not_durable` when it does not
 */
export async function openDurablePglite(folder: string, options: PGliteOptions): Promise<PGlite> {
  let syncs = 0;
  const fs = new SyncingNodeFS(folder, () => syncs++);
  const pglite = await PGlite.create({ ...options, fs });
  const before = syncs;
  await pglite.exec("select pg_logical_emit_message(true, 'chief', 'does this reach the disk?')");
  if (syncs > before) return pglite;
  await pglite.close();
  throw new ChiefError("database.not_durable", {
    message: "a commit of the embedded database did not reach fsync(2), so it would not survive a power cut",
  });
}

class SyncingNodeFS extends NodeFS {
  readonly #onSync: () => void;

  constructor(folder: string, onSync: () => void) {
    super(folder);
    this.#onSync = onSync;
  }

  override async init(pg: PGlite, options: Parameters<NodeFS["init"]>[1]) {
    const { emscriptenOpts } = await super.init(pg, options);
    const installFsync = (module: unknown) => this.#install(module as EmscriptenModule);
    return {
      emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), installFsync] },
    };
  }

  #install(module: EmscriptenModule): void {
    const nodefs = module.NODEFS;
    if (!nodefs) return;
    nodefs.stream_ops.fsync = (stream) => {
      this.#onSync();
      if (stream.nfd != null) fsyncSync(stream.nfd);
      else if (module.FS.isDir(stream.node.mode)) syncFolder(nodefs.realPath(stream.node));
      return 0;
    };
  }
}
