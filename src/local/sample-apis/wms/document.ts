import type { ApiDocument } from "../http/api.ts";
import { PROBLEM_SCHEMA, SWITCHES_EXPLAINED } from "../http/describe.ts";
import { PATHS } from "./paths.ts";
import { SCHEMAS } from "./schemas.ts";

const DESCRIPTION = [
  "Stock, reservations and shipments of the warehouses behind the Internal Orders API; `sku` and `order_id` mean the",
  "same in both.",
  "",
  "## Pagination",
  "",
  "Lists give `page` (from 1), `per_page`, `total_items` and `total_pages`; ask for the next `page` until the last.",
  "",
  SWITCHES_EXPLAINED,
].join("\n");

/** The OpenAPI 3.1 document of the WMS API at `baseUrl`. */
export function wmsDocument(baseUrl: string): ApiDocument {
  return {
    openapi: "3.1.0",
    info: { title: "WMS API", version: "1.0.0", description: DESCRIPTION },
    servers: [{ url: baseUrl }],
    security: [{ apiKey: [] }],
    tags: [
      { name: "inventory", description: "What is where." },
      { name: "reservations", description: "What is kept for an order." },
      { name: "shipments", description: "What has left." },
    ],
    paths: PATHS,
    components: {
      securitySchemes: { apiKey: { type: "apiKey", in: "header", name: "X-Api-Key" } },
      schemas: { ...SCHEMAS, Problem: PROBLEM_SCHEMA },
    },
  };
}
