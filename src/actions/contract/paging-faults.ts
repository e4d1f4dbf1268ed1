import { type DeclaredPaging, PAGING_KINDS } from "../action.ts";
import type { ContractFault } from "./contract.ts";

const MOST_PAGES = 500;
const MOST_ROWS = 500_000;
const PATH = /^[^.\s]+(?:\.[^.\s]+)*$/;

/** Faults of how an action is said to page, at `paging.kind`, `paging.parameter`, `paging.nextAt`, `paging.maxPages`, `paging.maxRows`. */
export function pagingFaults(paging: DeclaredPaging | undefined): ContractFault[] {
  if (!paging) return [];
  const { kind, parameter, nextAt, maxPages, maxRows } = paging;
  const faults: ContractFault[] = [];
  const add = (field: string, message: string) => faults.push({ field: `paging.${field}`, message });
  if (!PAGING_KINDS.includes(kind)) add("kind", `Choose one of ${PAGING_KINDS.join(", ")}`);
  if (["page", "offset", "cursor"].includes(kind) && !parameter)
    add("parameter", "Name the query parameter, or the member of the body, that takes it, such as page");
  if (parameter && !PATH.test(parameter))
    add("parameter", "Use one name without spaces, or names with dots between them for a member of the body");
  if ((kind === "cursor" || kind === "next_url") && !nextAt)
    add("nextAt", "Say where it stands in the answer, such as meta.next_cursor or links.next");
  if (nextAt && !PATH.test(nextAt))
    add("nextAt", "Use names with dots between them, such as meta.next_cursor");
  if (!isCount(maxPages, MOST_PAGES))
    add("maxPages", `Enter a whole number from 1 to ${MOST_PAGES}, or nothing`);
  if (!isCount(maxRows, MOST_ROWS)) add("maxRows", `Enter a whole number from 1 to ${MOST_ROWS}, or nothing`);
  return faults;
}

const isCount = (count: number | undefined, most: number) =>
  count === undefined || (Number.isInteger(count) && count >= 1 && count <= most);
