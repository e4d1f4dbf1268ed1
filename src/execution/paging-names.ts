/** The names by which APIs page, as they stand in answers (dotted paths) and in queries. The likeliest first. */

export const NEXT_URL_PATHS = [
  "next",
  "next_url",
  "nextUrl",
  "next_page_url",
  "nextLink",
  "@odata.nextLink",
  "links.next",
  "links.next.href",
  "_links.next",
  "_links.next.href",
  "paging.next",
  "pagination.next",
  "pagination.next_url",
  "meta.next",
  "meta.next_page_url",
];

/** Where the cursor of the next page stands in an answer, and the query parameter that it is meant for. */
export const NEXT_CURSORS: Readonly<Record<string, string>> = {
  next_cursor: "cursor",
  nextCursor: "cursor",
  next_page_token: "page_token",
  nextPageToken: "pageToken",
  next_token: "next_token",
  nextToken: "nextToken",
  "cursor.next": "cursor",
  continuation_token: "continuation_token",
  continuationToken: "continuationToken",
  "paging.cursors.after": "after",
  "pagination.next_cursor": "cursor",
  "pagination.cursor": "cursor",
  "meta.next_cursor": "cursor",
  "response_metadata.next_cursor": "cursor",
  "page_info.end_cursor": "after",
  "pageInfo.endCursor": "after",
};

export const CURSOR_NAMES = [
  "cursor",
  "page_token",
  "pageToken",
  "next_token",
  "nextToken",
  "after",
  "start_cursor",
  "starting_after",
  "continuation_token",
  "continuationToken",
  "page_cursor",
];

export const LAST_ID_NAMES = ["starting_after", "after", "after_id", "since_id"];

/** Says in an answer whether there is more. */
export const HAS_MORE_PATHS = [
  "has_more",
  "hasMore",
  "has_next",
  "hasNext",
  "has_next_page",
  "pageInfo.hasNextPage",
  "page_info.has_next_page",
  "pagination.has_more",
  "meta.has_more",
];

/** How many records there are in all. */
export const TOTAL_PATHS = [
  "total",
  "total_count",
  "totalCount",
  "total_results",
  "totalResults",
  "meta.total",
  "pagination.total",
  "paging.total",
  "page_info.total",
  "@odata.count",
];

export const TOTAL_PAGES_PATHS = [
  "total_pages",
  "totalPages",
  "last_page",
  "pages",
  "page_count",
  "meta.total_pages",
  "meta.last_page",
  "pagination.total_pages",
  "pagination.pages",
];

export const PAGE_NAMES = ["page", "page_number", "pageNumber", "p"];
export const PAGE_PATHS = ["page", "current_page", "meta.page", "pagination.page"];
export const OFFSET_NAMES = ["offset", "skip", "start", "startAt", "start_at", "from_row"];
export const SIZE_PATHS = ["per_page", "page_size", "limit", "meta.per_page", "pagination.per_page"];

/** How many records a page holds. */
export const SIZE_NAMES = [
  "limit",
  "per_page",
  "perPage",
  "page_size",
  "pageSize",
  "first",
  "top",
  "$top",
  "maxResults",
  "max_results",
  "count",
];
