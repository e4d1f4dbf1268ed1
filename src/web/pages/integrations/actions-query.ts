import type { ActionFilter } from "../../../actions/index.ts";

/** What of an integration's actions is shown: the filters of the list and its page, from 1. */
export interface ActionsQuery {
  readonly q: string;
  readonly method: string;
  readonly tag: string;
  readonly on: string;
  readonly page: number;
}

export const ACTIONS_A_PAGE = 50;

export const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
const MOST_CHARACTERS = 200;
const MOST_PAGES = 100_000;

/** Reads the query of an address or the fields of a form; what is not understood does not narrow. */
export function readActionsQuery(read: (name: string) => unknown): ActionsQuery {
  const text = (name: string) => {
    const value = read(name);
    return typeof value === "string" ? value.trim().slice(0, MOST_CHARACTERS) : "";
  };
  const method = text("method").toUpperCase();
  const on = text("on");
  const page = Number(text("page") || "1");
  return {
    q: text("q"),
    method: METHODS.includes(method) ? method : "",
    tag: text("tag"),
    on: on === "on" || on === "off" ? on : "",
    page: Number.isInteger(page) && page >= 1 && page <= MOST_PAGES ? page : 1,
  };
}

/** The query as the filter of the store. */
export function filterOf({
  q,
  method,
  tag,
  on,
}: ActionsQuery): Omit<ActionFilter, "workspaceId" | "integrationId"> {
  return {
    ...(q ? { words: q } : {}),
    ...(method ? { method } : {}),
    ...(tag ? { tag } : {}),
    ...(on ? { enabled: on === "on" } : {}),
  };
}

/** `?q=…&page=2`, without what does not narrow; empty for the first page of everything. */
export function queryText(query: ActionsQuery): string {
  const { page, ...filters } = query;
  const pairs = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ""));
  if (page > 1) pairs.set("page", String(page));
  return pairs.size === 0 ? "" : `?${pairs}`;
}
