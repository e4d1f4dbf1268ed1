/**
 * The battery in full: some 700 generated questions over lists of up to 10,000 records in every style of paging and over
 * the emulators of three providers, by the commands and by a scripted model, each against a computation of its own. Prints JSON; exit 1 when one answer is wrong.
 *
 * `npm run bench:battery -- --seed 7 --questions 1000` makes others.
 */
import { parseArgs } from "node:util";
import { playBattery } from "../test/battery/battery.ts";
import { openGround } from "../test/support/team.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    questions: { type: "string", default: "700" },
    rows: { type: "string", default: "10000" },
  },
});
const ground = await openGround();
try {
  const startedAt = performance.now();
  const counts = await playBattery(ground, {
    seed: Number(values.seed),
    questions: Number(values.questions),
    mostRows: Number(values.rows),
    ofProviders: 130,
  });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`${JSON.stringify({ ...counts, seconds }, null, 2)}\n`);
  process.exitCode = counts.wrong.length === 0 ? 0 : 1;
} finally {
  await ground.close();
}
