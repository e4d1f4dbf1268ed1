import { fileURLToPath } from "node:url";

/** A path below the project's root, the same from `src/` and from the compiled `dist/`. */
export function projectPath(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}
