import type { JsonObject } from "../../kernel/index.ts";
import { Table } from "../ui/table.tsx";
import { ChartDrawing } from "./chart-drawing.tsx";
import { type ChartData, readChart } from "./chart-geometry.ts";
import { objectAt, textAt } from "./json-view.ts";
import { plainText } from "./text-object.tsx";
import { UnknownBox } from "./unknown.tsx";

const shown = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

function Legend({ data }: { data: ChartData }) {
  const names = data.type === "pie" ? data.categories : data.series.map((series) => series.name);
  if (names.length < 2 && data.type !== "pie") return null;
  return (
    <ul class="legend">
      {names.map((name, index) => (
        <li>
          <i class={`swatch series-${index}`}></i> {plainText(name)}
        </li>
      ))}
    </ul>
  );
}

function Numbers({ data, title }: { data: ChartData; title: string }) {
  const columns = [data.xLabel || "Label", ...data.series.map((series) => series.name)].map(plainText);
  return (
    <details>
      <summary>Show the numbers</summary>
      <Table caption={title} columns={columns}>
        {data.categories.map((category, index) => (
          <tr>
            <th scope="row">{plainText(category)}</th>
            {data.series.map((series) => {
              const value = series.values[index];
              return <td class="number">{value === undefined ? "–" : shown.format(value)}</td>;
            })}
          </tr>
        ))}
      </Table>
    </details>
  );
}

const DRAWN = new Set(["bar", "line", "area", "pie"]);

/** A `data_visualization` block: the chart, what its colours mean, and its numbers as a table. */
export function ChartBlock({ block }: { block: JsonObject }) {
  const data = readChart(objectAt(block, "chart") ?? {});
  if (!DRAWN.has(data.type))
    return <UnknownBox what="block" type={`data_visualization ${data.type}`} content={block} />;
  const title = plainText(textAt(block, "title"));
  return (
    <figure class="b-chart">
      <figcaption>{title}</figcaption>
      <ChartDrawing data={data} title={`${data.type} chart: ${title}`} />
      <Legend data={data} />
      <Numbers data={data} title={title || "Numbers of the chart"} />
    </figure>
  );
}
