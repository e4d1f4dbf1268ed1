import type { ApiDocument } from "../http/api.ts";
import { PROBLEM_SCHEMA, SWITCHES_EXPLAINED } from "../http/describe.ts";
import { CUSTOMER_PATHS } from "./customer-paths.ts";
import { ORDER_PATHS } from "./order-paths.ts";
import { SCHEMAS } from "./schemas.ts";

const DESCRIPTION = [
  "Orders and customers of a small shop that sells tea and coffee things. Money is in US dollars with two decimals,",
  "instants are ISO 8601 in UTC.",
  "",
  "## Pagination",
  "",
  "Lists give at most `limit` entries (50 unless asked, 200 at most), newest first unless sorted otherwise, with",
  "`total`, `has_more` and `next_cursor`. Pass `next_cursor` as `cursor`, with the same filters and sort, for the next",
  "page; it is null on the last one.",
  "",
  "## Life of an order",
  "",
  "pending → paid → shipped → delivered. A pending or paid order can be cancelled; a paid, shipped or delivered one",
  "refunded, wholly or in part.",
  "",
  SWITCHES_EXPLAINED,
].join("\n");

/** The OpenAPI 3.1 document of the Internal Orders API at `baseUrl`. */
export function ordersDocument(baseUrl: string): ApiDocument {
  return {
    openapi: "3.1.0",
    info: { title: "Internal Orders API", version: "1.0.0", description: DESCRIPTION },
    servers: [{ url: baseUrl }],
    security: [{ bearer: [] }],
    tags: [
      { name: "orders", description: "What was bought, and how far it has come." },
      { name: "customers", description: "Who bought it." },
    ],
    paths: { ...ORDER_PATHS, ...CUSTOMER_PATHS },
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: { ...SCHEMAS, Problem: PROBLEM_SCHEMA },
    },
  };
}
