import { describe, expect, it } from "vitest";
import { codeOf, importsOf, type SourceFile, sourceFiles } from "./source-files.ts";

/** The rooms, lowest first. A room imports only rooms before it. */
const ROOMS = [
  "kernel",
  "database",
  "egress",
  "people",
  "audit",
  "vault",
  "mcp",
  "model",
  "actions",
  "results",
  "integrations",
  "policy",
  "approvals",
  "execution",
  "planning",
  "skills",
  "conversation",
  "schedules",
  "slack",
  "local",
  "api",
  "web",
];

const files = sourceFiles("src");
const roomOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1];
const isOwn = (target: string) => target.startsWith("src/");

/** Imports that break the order, as `file imports target`. */
function disorder(file: SourceFile): string[] {
  const here = roomOf(file.path);
  return importsOf(file)
    .filter(isOwn)
    .filter((target) => {
      const there = roomOf(target);
      if (here === undefined) return there !== undefined && !isDoor(target);
      if (there === undefined) return true;
      if (there === here) return false;
      return !isDoor(target) || ROOMS.indexOf(there) > ROOMS.indexOf(here);
    })
    .map((target) => `${file.path} imports ${target}`);
}

const isDoor = (target: string) => /^src\/[^/]+\/index\.ts$/.test(target);

/** What a room may take from the files beside the rooms, and why. */
const FROM_BESIDE: Readonly<Record<string, string>> = {
  "src/web/create-web.ts imports src/metrics.ts": "renders /metrics",
};

describe("the rooms", () => {
  it("were seen", () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap(importsOf).filter(isOwn).length).toBeGreaterThan(1000);
  });

  it("are the ones in the list", () => {
    const found = new Set(files.flatMap(({ path }) => roomOf(path) ?? []));
    expect([...found].filter((room) => !ROOMS.includes(room))).toEqual([]);
    expect(found.size).toBeGreaterThan(15);
  });

  it("import only rooms before them, by their doors", () => {
    expect(files.flatMap(disorder).filter((found) => !(found in FROM_BESIDE))).toEqual([]);
  });

  it("have no import cycle", () => {
    const graph = new Map(files.map((file) => [file.path, runtimeImports(file)]));
    expect(cycleIn(graph)).toBeUndefined();
  });
});

/** What a file needs when it is loaded: a type is gone by then, and an import within a function comes later. */
function runtimeImports(file: SourceFile): string[] {
  const text = codeOf(file)
    .replace(/\b(?:import|export)\s+type\s[^;]*?from\s*["'][^"']+["']/g, "")
    .replace(/\b(?:import|export)\s*\{(?:\s*type\s[^,}]*,?)+\s*\}\s*from\s*["'][^"']+["']/g, "")
    .replace(/\bimport\s*\(/g, "");
  return importsOf({ ...file, text }).filter(isOwn);
}

/** A way round, or undefined. */
function cycleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): string[] | undefined => {
    const seenAt = way.indexOf(path);
    if (seenAt >= 0) return [...way.slice(seenAt), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const cycle = walk(next, [...way, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const cycle = walk(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Who may touch what, by the beginning of its path, and why. */
const GATES: readonly {
  what: string;
  pattern: RegExp;
  allowed: Readonly<Record<string, string>>;
  atLeast: number;
}[] = [
  {
    what: "the environment",
    pattern: /\bprocess\.env\b/,
    allowed: {
      "src/run.ts": "hands it to config.ts",
      "src/audit-verify.ts": "hands it to config.ts",
      "src/data-move.ts": "hands it to config.ts",
      "src/keys-rotate.ts": "hands it to config.ts",
      "src/main.ts": "sets the time zone before anything is loaded",
    },
    atLeast: 2,
  },
  {
    what: "undici",
    pattern: /["']undici["']/,
    allowed: {
      "src/egress/": "the guarded way out",
    },
    atLeast: 1,
  },
  {
    what: "sockets and HTTP of Node",
    pattern: /\bfrom\s*["'](?:node:)?(?:net|tls|http|https|http2|dgram)["']/,
    allowed: {
      "src/egress/": "the guarded way out",
      "src/database/": "the wire protocol, within the process",
      "src/local/": "the sample APIs and the local workspace listen on loopback",
      "src/http-server.ts": "the server",
      "src/app.ts": "types of the requests that it is given",
      "src/slack-side.ts": "types of the requests that Slack sends",
      "src/slack/installs/install-pages.ts": "types of the requests of browsers that install Chief",
      "src/api/": "types of the requests that programs send, and the names of statuses",
      "src/web/": "types of the requests that browsers send",
    },
    atLeast: 5,
  },
  {
    what: "the global fetch",
    pattern: /(?<![.\w"'`])fetch\s*\(|\bglobalThis\.fetch\b/,
    allowed: {},
    atLeast: 0,
  },
];

describe("I3: the narrow gates", () => {
  it.each(GATES)("$what is touched only where it may be", ({ pattern, allowed, atLeast }) => {
    const touching = files.filter((file) => pattern.test(codeOf(file))).map(({ path }) => path);
    const outside = touching.filter((path) => !Object.keys(allowed).some((start) => path.startsWith(start)));
    expect(outside).toEqual([]);
    expect(touching.length).toBeGreaterThanOrEqual(atLeast);
  });

  it("leave no permission that nobody needs", () => {
    for (const { pattern, allowed, what } of GATES) {
      const touching = files.filter((file) => pattern.test(codeOf(file))).map(({ path }) => path);
      const idle = Object.keys(allowed).filter((start) => !touching.some((path) => path.startsWith(start)));
      expect(idle, what).toEqual([]);
    }
  });

  it("types of Node's sockets are types only outside the rooms that open them", () => {
    const typesOnly = ["src/web/", "src/slack-side.ts"];
    const opening = files
      .filter(({ path }) => typesOnly.some((start) => path.startsWith(start)))
      .filter((file) =>
        /\bimport\s+(?!type\b)[^;]*["']node:(?:net|tls|http|https|http2)["']/.test(codeOf(file)),
      );
    expect(opening.map(({ path }) => path)).toEqual([]);
  });
});
