/** Counters and gauges of this process in the Prometheus text format, version 0.0.4. */
export interface Metrics {
  count(name: CounterName, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** A value that is read when somebody looks. */
  gauge(name: string, help: string, read: () => number): void;
  render(): string;
}

const COUNTERS = {
  chief_deliveries_total: "Deliveries of Slack that were handled, by outcome",
  chief_schedule_fires_total: "Times of schedules that were begun, by outcome",
  chief_thread_advances_total: "Jobs that looked at a thread, by outcome",
} as const;
type CounterName = keyof typeof COUNTERS;

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, "_")}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

export function createMetrics(): Metrics {
  const counts = new Map<string, number>();
  const gauges = new Map<string, { help: string; read: () => number }>();
  return {
    count(name, labels = {}, by = 1) {
      const key = name + labelText(labels);
      counts.set(key, (counts.get(key) ?? 0) + by);
    },
    gauge: (name, help, read) => void gauges.set(name, { help, read }),
    render() {
      const lines: string[] = [];
      for (const [name, help] of Object.entries(COUNTERS)) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
        for (const [key, value] of counts) if (key.split("{")[0] === name) lines.push(`${key} ${value}`);
      }
      for (const [name, { help, read }] of gauges) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`);
      }
      return `${lines.join("\n")}\n`;
    },
  };
}
