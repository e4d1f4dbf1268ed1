/** The two sample APIs of local mode: something real to connect, ask, change and break. */
export {
  type SampleApi,
  type SampleApis,
  type SampleApisOptions,
  startSampleApis,
} from "./start-sample-apis.ts";
