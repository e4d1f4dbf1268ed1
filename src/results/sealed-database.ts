import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { StatementLimits } from "./child-protocol.ts";

/** An in-memory DuckDB without files, network, extensions or a way to change its settings. */
export interface SealedDatabase {
  readonly connection: DuckDBConnection;
  /** Nothing can be configured after this; loading tables still works. */
  seal(): Promise<void>;
  close(): void;
}

export async function openSealedDatabase(limits: StatementLimits, timeZone: string): Promise<SealedDatabase> {
  const instance = await DuckDBInstance.create(":memory:", {
    enable_external_access: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    memory_limit: `${limits.memoryMb}MB`,
    max_temp_directory_size: "0KB",
    threads: "2",
  });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = '${timeZone.replaceAll("'", "''")}'`);
  return {
    connection,
    async seal() {
      await connection.run("SET lock_configuration = true");
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
