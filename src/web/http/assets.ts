import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RequestHandler, Router } from "express";
import { sha256Hex } from "../../kernel/index.ts";

/** The files that pages load, all of them read at start. */
interface Assets {
  /** Where they are served: the name holds a hash of their content, so a browser may keep them for ever. */
  readonly base: string;
  readonly router: RequestHandler;
}

interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const STYLES = ["tokens", "base", "layout", "parts", "forms", "editor", "pages", "prose", "blocks", "chat"];
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** The folder of package.json: the same from `src/web/http` and, compiled, from `dist/web/http`. */
function packageRoot(): string {
  return join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
}

function readAssets(root: string): Map<string, Buffer> {
  const own = (path: string) => readFileSync(join(root, "src/web/assets", path));
  const installed = (path: string) => readFileSync(join(root, "node_modules", path));
  const styles = STYLES.map((name) => own(`styles/${name}.css`));
  return new Map([
    ["app.css", Buffer.concat(styles)],
    ["app.js", own("app.js")],
    ["theme.js", own("theme.js")],
    ["icons.svg", own("icons.svg")],
    ["logo.svg", own("logo.svg")],
    ["htmx.js", installed("htmx.org/dist/htmx.min.js")],
    ["hx-sse.js", installed("htmx.org/dist/ext/hx-sse.min.js")],
    ["inter.woff2", installed("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2")],
    ["inter-ext.woff2", installed("@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2")],
  ]);
}

function withType(name: string, content: Buffer): Asset {
  return { content, type: TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream" };
}

/** Reads every asset once and serves them under a name made of their content. */
export function loadAssets(): Assets {
  const contents = readAssets(packageRoot());
  const hash = sha256Hex(Buffer.concat([...contents.values()])).slice(0, 16);
  const assets = new Map([...contents].map(([name, content]) => [name, withType(name, content)]));
  const router = Router();
  router.get("/assets/:version/:name", (request, response, next) => {
    const asset = assets.get(request.params.name);
    if (!asset) return next();
    // A page of the previous version may still be open: it gets today's file, but must not keep it.
    const isCurrent = request.params.version === hash;
    response.setHeader("Cache-Control", isCurrent ? "public, max-age=31536000, immutable" : "no-cache");
    response.type(asset.type).send(asset.content);
  });
  return { base: `/assets/${hash}`, router };
}
