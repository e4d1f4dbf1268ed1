import { axisTicks, type ChartData, round, slicePath } from "./chart-geometry.ts";
import { plainText } from "./text-object.tsx";

const WIDTH = 520;
const HEIGHT = 230;
const LEFT = 52;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 40;
const INNER_WIDTH = WIDTH - LEFT - RIGHT;
const INNER_HEIGHT = HEIGHT - TOP - BOTTOM;
const MOST_LABELS = 8;

const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

interface Plot {
  readonly data: ChartData;
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
  /** The middle of a category's band. */
  readonly x: (index: number) => number;
  readonly band: number;
}

function plotOf(data: ChartData): Plot {
  const values = data.series.flatMap((series) => series.values.filter((value) => value !== undefined));
  const ticks = axisTicks(values);
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const band = INNER_WIDTH / Math.max(1, data.categories.length);
  return {
    data,
    ticks,
    band,
    y: (value) => round(TOP + INNER_HEIGHT * (1 - (value - low) / (high - low))),
    x: (index) => round(LEFT + band * (index + 0.5)),
  };
}

function Axes({ plot }: { plot: Plot }) {
  const { data, ticks } = plot;
  const every = Math.ceil(data.categories.length / MOST_LABELS);
  return (
    <>
      {ticks.map((tick) => (
        <>
          <line class="chart-grid" x1={LEFT} x2={WIDTH - RIGHT} y1={plot.y(tick)} y2={plot.y(tick)} />
          <text class="chart-label" x={LEFT - 6} y={plot.y(tick) + 4} text-anchor="end">
            {short.format(tick)}
          </text>
        </>
      ))}
      {data.categories.map((category, index) =>
        index % every === 0 ? (
          <text class="chart-label" x={plot.x(index)} y={HEIGHT - BOTTOM + 16} text-anchor="middle">
            {plainText(category.length > 12 ? `${category.slice(0, 11)}…` : category)}
          </text>
        ) : null,
      )}
      <text class="chart-label" x={LEFT + INNER_WIDTH / 2} y={HEIGHT - 4} text-anchor="middle">
        {plainText([data.xLabel, data.yLabel && `(${data.yLabel})`].filter(Boolean).join(" "))}
      </text>
    </>
  );
}

function Bars({ plot }: { plot: Plot }) {
  const { data, band } = plot;
  const width = Math.min(42, (band * 0.72) / Math.max(1, data.series.length));
  return (
    <>
      {data.series.flatMap((series, place) =>
        series.values.map((value, index) => {
          if (value === undefined) return null;
          const left = plot.x(index) + (place - data.series.length / 2) * width;
          const top = Math.min(plot.y(value), plot.y(0));
          const height = Math.max(1, Math.abs(plot.y(value) - plot.y(0)));
          return (
            <rect
              class={`series-${place}`}
              x={round(left)}
              y={top}
              width={round(width - 1)}
              height={round(height)}
              rx="2"
            />
          );
        }),
      )}
    </>
  );
}

function Lines({ plot, filled }: { plot: Plot; filled: boolean }) {
  return (
    <>
      {plot.data.series.map((series, place) => {
        const points = series.values.flatMap((value, index) =>
          value === undefined ? [] : [{ x: plot.x(index), y: plot.y(value) }],
        );
        const first = points[0];
        const last = points.at(-1);
        if (!first || !last) return null;
        const path = points.map(({ x, y }) => `${x} ${y}`).join("L");
        return (
          <>
            {filled && (
              <path
                class={`area series-${place}`}
                d={`M${first.x} ${plot.y(0)}L${path}L${last.x} ${plot.y(0)}Z`}
              />
            )}
            <path class={`line series-${place}`} d={`M${path}`} />
            {points.map(({ x, y }) => (
              <circle class={`series-${place}`} cx={x} cy={y} r="3" />
            ))}
          </>
        );
      })}
    </>
  );
}

function Pie({ data }: { data: ChartData }) {
  const values = data.series[0]?.values.map((value) => value ?? 0) ?? [];
  const total = values.reduce((sum, value) => sum + value, 0) || 1;
  const starts = values.map((_value, index) => values.slice(0, index).reduce((sum, value) => sum + value, 0));
  return (
    <>
      {values.map((value, index) => {
        const from = (starts[index] ?? 0) / total;
        return value > 0 ? (
          <path class={`slice series-${index}`} d={slicePath(from, from + value / total, 100, 92)} />
        ) : null;
      })}
    </>
  );
}

/** A chart as SVG: sizes are attributes, colours are classes, so no inline style is needed. */
export function ChartDrawing({ data, title }: { data: ChartData; title: string }) {
  if (data.type === "pie") {
    return (
      <svg class="chart pie" viewBox="0 0 200 200" role="img" aria-label={title}>
        <Pie data={data} />
      </svg>
    );
  }
  const plot = plotOf(data);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      <Axes plot={plot} />
      {data.type === "bar" ? <Bars plot={plot} /> : <Lines plot={plot} filled={data.type === "area"} />}
    </svg>
  );
}
