/** What a sealed value belongs to. It opens only when the reader names the same. */
export interface SealContext {
  readonly workspaceId: string;
  /** The integration's id, or `workspace` for what belongs to the workspace itself. */
  readonly connection: string;
  readonly field: string;
  readonly version: number;
  readonly purpose: string;
}

/**
 * The context as bytes to authenticate. Each part is preceded by its length (32 bits, big-endian), so that no two
 * contexts share an encoding: `ab` + `c` is not `a` + `bc`.
 */
export function encodeContext(context: SealContext): Buffer {
  const { workspaceId, connection, field, version, purpose } = context;
  const parts = [workspaceId, connection, field, String(version), purpose].map((part) =>
    Buffer.from(part, "utf8"),
  );
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.byteLength);
  return length;
}
