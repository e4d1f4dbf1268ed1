import { describeMainJob } from "./main-job.ts";

describeMainJob("over Socket Mode", { start: async () => ({ transport: "socket" }) });
