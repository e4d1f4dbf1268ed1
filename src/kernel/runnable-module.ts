import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256Hex } from "./json.ts";

/** Beside the packages that a bundle imports. */
const BUNDLES = new URL("../../.cache/bundles/", import.meta.url);

const bundled = new Map<string, URL>();

/**
 * Where a worker thread or a child process finds the module `name`, a path without its extension, relative to the caller.
 *
 * Compiled, it is the `.js` file beside the caller. Under tsx and vitest the caller is a `.ts` file, and neither a worker
 * nor a child inherits what makes that run. Each could load tsx, for 0.9 s of CPU time every time; instead, the module
 * is bundled once. In a bundle `import.meta.url` is the bundle's own, so such a module may not look for files beside it.
 */
export function runnableModule(callerUrl: string, name: string): URL {
  if (extname(fileURLToPath(callerUrl)) !== ".ts") return new URL(`${name}.js`, callerUrl);
  const source = fileURLToPath(new URL(`${name}.ts`, callerUrl));
  const bundle = bundled.get(source) ?? bundleOf(source);
  bundled.set(source, bundle);
  return bundle;
}

function bundleOf(source: string): URL {
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    write: false,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const version = sha256Hex(code).slice(0, 16);
  const bundle = new URL(`${basename(source, ".ts")}-${version}.mjs`, BUNDLES);
  if (!existsSync(bundle)) writeWhole(bundle, code);
  return bundle;
}

/** Others may bundle the same module at the same time, and never find half of it. */
function writeWhole(file: URL, code: Uint8Array): void {
  mkdirSync(BUNDLES, { recursive: true });
  const unfinished = new URL(`${file.href}.${process.pid}`);
  writeFileSync(unfinished, code);
  renameSync(unfinished, file);
}
