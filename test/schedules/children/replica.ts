/** One replica of Chief in a process of its own, on a clock that runs faster; the argument tells how much. */
import { createApp } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { type FastTime, fastClock } from "../fast-clock.ts";

process.env["TZ"] = "UTC";
const time = JSON.parse(process.argv[2] ?? "{}") as FastTime;
const app = createApp(readConfig(process.env), {
  clock: fastClock(time),
  logger: silentLogger(),
  scheduleTick: "* * * * * *",
});
await app.start();
console.log("ready");
