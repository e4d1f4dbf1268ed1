import { describeMainJob } from "./main-job.ts";

describeMainJob("in local mode", { start: async () => ({ transport: "local" }) });
