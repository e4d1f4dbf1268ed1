import { defineConfig } from "drizzle-kit";

// Read by `npm run migrations:generate`. A default export, because drizzle-kit asks for one.
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/*/tables.ts",
  out: "./migrations",
  casing: "snake_case",
});
