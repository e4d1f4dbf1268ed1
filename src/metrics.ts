/** Counters and gauges of this process in the Prometheus text format, version 0.0.4. */
export interface Metrics {
  /** Does some work, and counts that it was done or failed. What it throws goes on. */
  counted(name: CounterName, work: () => Promise<void>): Promise<void>;
  render(): string;
}

const COUNTERS = {
  chief_deliveries_total: "Deliveries of Slack that were handled, by outcome",
  chief_schedule_fires_total: "Times of schedules that were begun, by outcome",
  chief_thread_advances_total: "Jobs that looked at a thread, by outcome",
} as const;
type CounterName = keyof typeof COUNTERS;

/** What is read when somebody looks. */
const READINGS = {
  process_resident_memory_bytes: {
    help: "Resident memory of this process",
    type: "gauge",
    read: () => process.memoryUsage.rss(),
  },
  process_cpu_seconds_total: {
    help: "User and system time of this process",
    type: "counter",
    read: cpuSeconds,
  },
} as const;

type Outcome = "done" | "failed";

export function createMetrics(): Metrics {
  const counts = new Map<string, number>();
  function count(name: CounterName, outcome: Outcome): void {
    const key = `${name}{outcome="${outcome}"}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return {
    async counted(name, work) {
      try {
        await work();
        count(name, "done");
      } catch (error) {
        count(name, "failed");
        throw error;
      }
    },
    render() {
      const lines: string[] = [];
      for (const [name, help] of Object.entries(COUNTERS)) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
        for (const [key, value] of counts) if (key.split("{")[0] === name) lines.push(`${key} ${value}`);
      }
      for (const [name, { help, type, read }] of Object.entries(READINGS))
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${read()}`);
      return `${lines.join("\n")}\n`;
    },
  };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
