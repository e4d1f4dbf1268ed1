/**
 * kill -9 at random points of approve → send → record, against an API that counts.
 *
 *     npm run bench:approval-kills -- [kills] [--postgres] [--lanes 4]
 *
 * A whole Chief in a process of its own, over signed HTTP. Each round asks for two DELETEs, approves both, and kills the
 * process a random moment after one of the things that happen on the way; every fourth time once more while it comes
 * up again. After the restart both threads must come to an end. Where nobody knows what became of a write, the question
 * is answered by what the API counted, and that answer must be stored. On Postgres most of a round is waiting until the
 * dead replica is taken for dead, so some lanes, each with a Chief and a database of its own, wait side by side.
 *
 * Prints one JSON object, with how often which window was hit, by what the database and the API say at the kill; exits
 * 1 when a write arrived twice, an approval that Slack had taken was lost, nobody was asked about a write of which
 * nothing is known, or a window was never hit.
 */
import { parseArgs } from "node:util";
import "./approval-kills/patience.ts";
import { nothingFound } from "./approval-kills/found.ts";
import { type Lane, openLane } from "./approval-kills/lane.ts";
import { WINDOWS } from "./approval-kills/look.ts";

const { values, positionals } = parseArgs({
  options: { postgres: { type: "boolean", default: false }, lanes: { type: "string", default: "1" } },
  allowPositionals: true,
});
const kills = Number(positionals[0] ?? 200);
const found = nothingFound();
const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1000);

const lanes: Lane[] = [];
while (lanes.length < Number(values.lanes))
  lanes.push(await openLane({ onPostgres: values.postgres, found }));

/** Where nothing goes on any more, there is nothing to be learnt from more kills. */
const goesOn = () => found.kills < kills && found.wrong.length < 5;

await Promise.all(
  lanes.map(async (lane) => {
    while (goesOn()) {
      await lane.playRound().catch((error) => found.wrong.push(String(error).slice(0, 400)));
      console.error(`${found.kills} kills, ${found.wrong.length} wrong, ${seconds()} s`);
    }
  }),
);
for (const lane of lanes) await lane.close();

const { wrong, ...counted } = found;
const database = values.postgres ? "postgres" : "pglite";
const report = { database, lanes: lanes.length, ...counted, wrong: wrong.slice(0, 10), seconds: seconds() };
console.log(JSON.stringify(report, null, 2));
const never = WINDOWS.filter((window) => found.hits[window] === 0);
const isWhole = found.asked > 0 && (kills < 100 || never.length === 0);
process.exit(wrong.length === 0 && found.kills > 0 && isWhole ? 0 : 1);
