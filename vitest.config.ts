import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Three suites. `unit` needs nothing but Node (PRODUCT A2). `contracts` also wants a real Postgres, and
 * `browser` Chromium; both say so and skip where those are missing.
 */
export default defineConfig({
  test: {
    // What was transformed is kept for the next run.
    experimental: { fsModuleCache: true, fsModuleCachePath: ".cache/vitest" },
    testTimeout: 30_000,
    hookTimeout: 180_000,
    // A loaded machine may be late once; the output names what was tried again.
    retry: process.env["CI"] ? 1 : 0,
    // Seen once, without a reason, a stack or a file: since files share a process, one that a finished test left behind
    // (a stream that was let go of) would fail the run without saying anything. With any reason it still does.
    onUnhandledError: ({ message, stack }) => message !== undefined || stack !== undefined,
    // Vitest would leave one of two cores to itself.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // No module here keeps state, so files may share what they import: it was 40 % of the suite's time.
          isolate: false,
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/contracts/**", "test/browser/**"],
        },
      },
      {
        extends: true,
        test: { name: "contracts", include: ["test/contracts/**/*.test.ts"], fileParallelism: false },
      },
      {
        extends: true,
        test: { name: "browser", include: ["test/browser/**/*.test.ts"], fileParallelism: false },
      },
    ],
  },
});
