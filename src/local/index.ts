/** What stands in for the world in local mode: a Slack of our own, and two sample APIs. */
export { connectSamples } from "./connect-samples.ts";
export { createLargeFiles } from "./large-files.ts";
export { type SampleApis, startSampleApis } from "./sample-apis/index.ts";
export { loadSampleKeys } from "./sample-keys.ts";
export {
  createInProcessFetch,
  createInProcessReceiver,
  createLocalWorkspace,
  type LocalWorkspace,
} from "./workspace/index.ts";
export { createWorkspaceStore } from "./workspace-store.ts";
