import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { Table } from "../ui/table.tsx";
import { objectsAt, textAt } from "./json-view.ts";
import type { Names } from "./names.ts";
import { RichText } from "./rich-text.tsx";
import { plainText } from "./text-object.tsx";

function cellsOf(row: Json): readonly JsonObject[] {
  return Array.isArray(row) ? row.filter(isJsonObject) : [];
}

function Cell({ cell, names }: { cell: JsonObject; names: Names }) {
  if (textAt(cell, "type") === "rich_text") return <RichText block={cell} names={names} />;
  return <>{plainText(textAt(cell, "text") || textAt(cell, "value"))}</>;
}

function isNumberCell(cell: JsonObject): boolean {
  return textAt(cell, "type") === "raw_number" || /^-?[$€£]?[\d,]+(\.\d+)?\s?%?$/.test(textAt(cell, "text"));
}

/** A `table` or `data_table` block. The first row is the header; a column of numbers is set to the right. */
export function TableBlock({ block, names }: { block: JsonObject; names: Names }) {
  const value = Object.hasOwn(block, "rows") ? block["rows"] : [];
  const [header = [], ...rows] = (Array.isArray(value) ? value : []).map(cellsOf);
  const settings = objectsAt(block, "column_settings");
  const isRight = header.map(
    (_cell, column) =>
      textAt(settings[column] ?? {}, "align") === "right" ||
      (rows.length > 0 && rows.every((row) => isNumberCell(row[column] ?? {}))),
  );
  const caption = plainText(textAt(block, "caption"));
  const columns = header.map((cell, column) => (
    <span class={isRight[column] ? "number" : undefined}>
      <Cell cell={cell} names={names} />
    </span>
  ));
  return (
    <figure class="b-table">
      {caption && <figcaption>{caption}</figcaption>}
      <Table caption={caption || "Table"} columns={columns}>
        {rows.map((row) => (
          <tr>
            {row.map((cell, column) => (
              <td class={isRight[column] ? "number" : undefined}>
                <Cell cell={cell} names={names} />
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </figure>
  );
}
