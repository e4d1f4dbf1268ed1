import { describeMainJob } from "./main-job.ts";

describeMainJob("over signed HTTP", { start: async () => ({ transport: "http" }) });
