import type { parquetWriteBuffer } from "hyparquet-writer";
import { unscaled } from "./decimal.ts";
import { parseDate, parseInstant } from "./parse-instant.ts";
import type { SqlCell, SqlColumn } from "./sql-outcome.ts";

type Schema = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>;
type Element = Schema[number];

/** How a column is written: as what, and each cell of it that is not null. */
interface Written {
  readonly element: Omit<Element, "name" | "repetition_type">;
  readonly value: (cell: Exclude<SqlCell, null>) => unknown;
}

/** Two's complement of 128 bits holds every DECIMAL of 38 digits. */
const DECIMAL_BYTES = 16;
const WIDEST = 38;
const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/;
const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/;

/**
 * An Apache Parquet file: integers, decimals, dates and instants (UTC, in microseconds) as what they are, exactly; lists and
 * structs as their JSON text. A column of numbers wider than 38 digits is text.
 */
export async function toParquet(
  columns: readonly SqlColumn[],
  rows: readonly (readonly SqlCell[])[],
): Promise<Uint8Array> {
  // Loaded with the first such file: a hundredth of the heap, which most never ask for.
  const writer = await import("hyparquet-writer");
  const written = columns.map(({ type }, at) => writtenAs(type, rows, at));
  const names = uniqueNames(columns);
  const schema = [
    { name: "root", num_children: columns.length },
    ...written.map(({ element }, at) => ({
      ...element,
      name: names[at] ?? "",
      repetition_type: "OPTIONAL" as const,
    })),
  ];
  const columnData = written.map(({ value }, at) => {
    const data = rows.map((row) => {
      const cell = row[at] ?? null;
      return cell === null ? null : value(cell);
    });
    return { name: names[at] ?? "", data };
  });
  return new Uint8Array(writer.parquetWriteBuffer({ columnData, schema }));
}

const TEXT: Written = { element: { type: "BYTE_ARRAY", converted_type: "UTF8" }, value: String };

function writtenAs(type: string, rows: readonly (readonly SqlCell[])[], at: number): Written {
  if (WHOLE.test(type)) return { element: { type: "INT64" }, value: (cell) => BigInt(String(cell)) };
  const [, precision, scale] = DECIMAL.exec(type) ?? [];
  if (precision !== undefined) return decimal(Number(precision), Number(scale));
  switch (type) {
    case "HUGEINT":
    case "UHUGEINT":
      return rows.some((row) => String(row[at] ?? "").length > WIDEST) ? TEXT : decimal(WIDEST, 0);
    case "DOUBLE":
    case "FLOAT":
      return { element: { type: "DOUBLE" }, value: Number };
    case "BOOLEAN":
      return { element: { type: "BOOLEAN" }, value: (cell) => cell === true };
    case "DATE":
      return {
        element: { type: "INT32", converted_type: "DATE" },
        value: (cell) => parseDate(String(cell)) ?? null,
      };
    case "TIMESTAMP WITH TIME ZONE":
      return {
        element: { type: "INT64", converted_type: "TIMESTAMP_MICROS" },
        value: (cell) => parseInstant(String(cell)) ?? null,
      };
    default:
      return TEXT;
  }
}

function decimal(precision: number, scale: number): Written {
  return {
    element: {
      ...{ type: "FIXED_LEN_BYTE_ARRAY", type_length: DECIMAL_BYTES, converted_type: "DECIMAL" },
      ...{ precision, scale },
    },
    value: (cell) => unscaled(String(cell), scale),
  };
}

/** SQL lets two columns have one name; a file does not. */
function uniqueNames(columns: readonly SqlColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name}_${count}`;
    taken.add(unique);
    return unique;
  });
}
