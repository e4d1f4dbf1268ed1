import { defineConfig } from "vitest/config";

/**
 * Three suites. `unit` needs nothing but Node (PRODUCT A2). `contracts` also wants a real Postgres, and
 * `browser` Chromium; both say so and skip where those are missing.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
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
