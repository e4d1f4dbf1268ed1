import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A file of the project; `path` from its root, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The TypeScript files below a folder of the project. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      return { path: relative(ROOT, full), text: readFileSync(full, "utf8") };
    });
}

/** The code of a file without its comments, so that words in them count for nothing. */
export function codeOf({ text }: SourceFile): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[\s;{}(,])\/\/.*$/gm, "$1");
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)["']([^"']+)["']/g;

/** What a file imports: paths from the project's root for its own files, names for packages. */
export function importsOf(file: SourceFile): string[] {
  return [...codeOf(file).matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? "";
    return target.startsWith(".") ? normalize(join(dirname(file.path), target)) : target;
  });
}
