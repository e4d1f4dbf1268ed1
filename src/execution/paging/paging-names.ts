/**
 * The names by which APIs page. Those of answers are compared in lower case without `_`, `-`, `$`, `@` and dots, so that
 * `next_page_token` and `nextPageToken` are one; those of requests stand as they are sent, the likeliest first.
 */

/** Members of an answer that are about it, where what it says of the rest is looked for. */
export const ABOUT_NAMES = new Set(
  `meta metadata pagination paging page pageinfo paginationinfo paginginfo pager links link responsemetadata cursor cursors
  resultinfo next nextpage info total`.split(/\s+/),
);

/** Members that hold the URL of the next page, or where their value is none, its cursor or number. */
export const NEXT_NAMES = new Set(
  `next nexturl nextlink nextpage nextpageurl nextpagelink nextpageuri nexturi nexthref odatanextlink nextrecordsurl
  nextresults`.split(/\s+/),
);
/** Below a member that is named `next`. */
export const NEXT_URL_PARTS = new Set(["href", "url", "uri", "link", "path"]);
export const NEXT_CURSOR_PARTS = new Set(["after", "cursor", "offset", "token", "pagetoken", "id", "page"]);

export const CURSOR_MEMBERS = new Set(
  `nextcursor nextpagetoken nexttoken nextpagecursor nextcontinuationtoken continuationtoken nextmarker nextkey nextoffset
  nextstart nextpageid endcursor bookmark scrollid`.split(/\s+/),
);

/** Says whether there is more; those of the second list say the opposite. */
export const MORE_NAMES = new Set(
  "hasmore hasnext hasnextpage hasmorepages hasmoreitems more moreavailable istruncated truncated".split(" "),
);
export const LAST_NAMES = new Set("islast islastpage last lastpage done".split(" "));

export const TOTAL_NAMES = new Set(
  `total totalcount totalresults totalitems totalelements totalentries totalrecords totalsize totalrows odatacount
  nbhits`.split(/\s+/),
);
export const TOTAL_PAGES_NAMES = new Set("totalpages lastpage pages pagecount numpages nbpages".split(" "));
export const PAGE_NUMBER_NAMES = new Set("page currentpage pagenumber pageindex".split(" "));
export const SIZE_MEMBERS = new Set("perpage pagesize limit hitsperpage maxresults itemsperpage".split(" "));

export const CURSOR_NAMES = [
  "cursor",
  "page_token",
  "pageToken",
  "next_token",
  "nextToken",
  "pagination_token",
  "after",
  "start_cursor",
  "starting_after",
  "continuation_token",
  "continuationToken",
  "continuation-token",
  "page_cursor",
  "next_cursor",
  "nextCursor",
  "marker",
  "bookmark",
  "$skiptoken",
];
export const LAST_ID_NAMES = ["starting_after", "after", "after_id", "since_id"];
export const PAGE_NAMES = ["page", "page_number", "pageNumber", "pageIndex", "page_no", "page[number]", "p"];
export const OFFSET_NAMES = [
  "offset",
  "skip",
  "$skip",
  "start",
  "startAt",
  "start_at",
  "startIndex",
  "from_row",
  "page[offset]",
];

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
  "page[size]",
  "page[limit]",
  "hitsPerPage",
  "count",
  "size",
];
