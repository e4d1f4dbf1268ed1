import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One operation of a corpus. `t` is the type that its schema names, `r` whether it is required. */
export interface Tool {
  readonly id: string;
  readonly integration: string;
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly params: readonly {
    readonly n: string;
    readonly d: string;
    readonly r: boolean;
    readonly t?: string;
  }[];
}

/** One request, and the tools that serve it. Any tool of a group counts as that group. */
export interface Query {
  readonly text: string;
  readonly gold: readonly string[];
  readonly groups?: readonly (readonly string[])[];
  readonly rewrite?: readonly string[];
}

/** The lines of a JSON Lines file, gzipped or not. */
export function readLines<T>(path: string): T[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

const TYPES = new Set(["string", "integer", "number", "boolean", "array", "object"]);

/** The schema of a tool's arguments as far as a corpus tells it. */
export function schemaOf({ params }: Tool) {
  const properties = params.map(({ n, d, t }) => [
    n,
    { description: d ?? "", ...(t !== undefined && TYPES.has(t) ? { type: t } : {}) },
  ]);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required: params.filter(({ r }) => r).map(({ n }) => n),
  };
}
