import { boundHeapGrowth } from "./heap-growth.ts";

process.env["TZ"] = "UTC";
boundHeapGrowth();
const { run } = await import("./run.ts");
await run();
