import { inQuery } from "../http/describe.ts";

export const DEFAULT_LIMIT = 50;

/** How the lists of the Internal Orders API are paged. */
export const PAGE_PARAMETERS = [
  inQuery(
    "limit",
    { type: "integer", minimum: 1, maximum: 200 },
    `Entries a page; ${DEFAULT_LIMIT} unless given.`,
    200,
  ),
  inQuery("cursor", { type: "string", maxLength: 400 }, "The `next_cursor` of the page before."),
];
