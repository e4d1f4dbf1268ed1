import type { DataTableBlock } from "@slack/types";
import { grouped, shortened } from "../../kernel/index.ts";
import type { ShownTable } from "../../planning/index.ts";
import { BLOCK_LIMITS } from "../block-limits.ts";
import { plainText } from "./untrusted.ts";

/** Of the cells' text, and of the block as JSON, where every cell costs some more. */
const MOST_CHARACTERS = 8_000;
const MOST_JSON = 11_500;
const MOST_CELL = 200;
const MOST_CAPTION = 250;

interface Cell {
  readonly type: "raw_text";
  readonly text: string;
}

/** A table as a block, cut to what Slack takes; the caption says when rows or columns were left out. */
export function tableBlock(table: ShownTable): DataTableBlock {
  const columns = columnsThatFit(table);
  const head = columns.map(cellOf);
  const rows = [head];
  let [characters, json] = sizeOf(head);
  for (const row of table.rows.slice(0, BLOCK_LIMITS.tableRows - 1)) {
    const cells = columns.map((_, at) => cellOf(row[at]));
    const [more, moreJson] = sizeOf(cells);
    characters += more;
    json += moreJson;
    if (characters > MOST_CHARACTERS || json > MOST_JSON) break;
    rows.push(cells);
  }
  const caption = captionOf(table, { rows: rows.length - 1, columns: columns.length });
  return { type: "data_table", caption, rows, page_size: 10 };
}

/** Whether a message shows all of a table: every row and column, and no text cut. */
export function showsWhole(table: ShownTable): boolean {
  if ((table.allRows ?? 0) > table.rows.length || table.rows.flat().some(isLong)) return false;
  const shown = tableBlock(table).rows;
  return shown.length === table.rows.length + 1 && (shown[0]?.length ?? 0) === table.columns.length;
}

const isLong = (value: ShownTable["rows"][number][number]) => String(value ?? "").length > MOST_CELL;

/** The first columns whose names leave room for some rows. */
function columnsThatFit({ columns }: ShownTable): string[] {
  const fitting = columns.slice(0, BLOCK_LIMITS.tableColumns);
  while (fitting.length > 1 && sizeOf(fitting.map(cellOf))[1] > MOST_JSON / 3) fitting.pop();
  return fitting;
}

function sizeOf(cells: readonly Cell[]): [characters: number, json: number] {
  return [cells.reduce((sum, { text }) => sum + text.length, 0), JSON.stringify(cells).length + 1];
}

function captionOf(table: ShownTable, shown: { rows: number; columns: number }): string {
  const all = table.allRows ?? table.rows.length;
  const cut = [
    shown.rows < all ? `, the first ${shown.rows} of ${grouped(all)} rows` : "",
    shown.columns < table.columns.length ? `, ${shown.columns} of ${table.columns.length} columns` : "",
    table.partial ? ` (${table.partial})` : "",
  ].join("");
  const title = plainText(table.title).trim() || "Result";
  const room = Math.max(40, MOST_CAPTION - cut.length);
  return plainText(`${title.slice(0, room)}${cut}`.slice(0, MOST_CAPTION));
}

function cellOf(value: string | number | boolean | null | undefined): Cell {
  const text = plainText(value === null || value === undefined ? "" : String(value));
  const cut = shortened(text, MOST_CELL);
  // Slack refuses an empty cell.
  return { type: "raw_text", text: cut === "" ? "–" : cut };
}
