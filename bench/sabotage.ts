/**
 * Breaks each check of the policy, the approvals and the gate of execution, one at a time, in a copy of the project,
 * and looks whether a test notices.
 *
 *     npm run bench:sabotage [-- --only path-pattern,decide] [--tests test/policy] [--again <an earlier report>]
 *
 * Every sabotage that the rules of `sabotage/find-sabotages.ts` find is tried with those fast tests that come by its
 * place, until the first of them fails. What no test notices is printed as a survivor, unless `sabotage/equivalent.json`
 * says why it changes nothing. With `--again`, only what survived in that report is tried. Prints one JSON object; exits 1 when there is a survivor, or an entry of that list that
 * is none any more.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Sabotage } from "./sabotage/instrument.ts";
import { type Judged, judgeAll } from "./sabotage/judge-all.ts";
import { copyTree } from "./sabotage/tree-copy.ts";

const PROJECT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** Everything that decides, in these rooms; what only words a decision is left out. */
const ROOMS = ["src/policy", "src/approvals"];
const WORDS_ONLY = /\/(?:index|tables|describe-\w+|verdict)\.ts$/;
const GATE = [
  ...[
    "as-it-is-now",
    "ask-first",
    "ask-outcome",
    "confirm-waiting",
    "edit-call",
    "edit-fields",
    "ended-call",
  ],
  ...["gather-evidence", "idempotency", "ledger-store", "perform-call", "prepare-call", "prepared-request"],
  ...[
    "proposed-call",
    "record-read",
    "send-approved",
    "send-in-turn",
    "send-signed",
    "shown-request",
    "undo",
    "use-grant",
  ],
  ...["verdict-on"],
].map((name) => `src/execution/${name}.ts`);
const TESTS = [
  "test/policy",
  "test/approvals",
  "test/execution",
  "test/conversation",
  "test/malicious-planner",
];

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    tests: { type: "string", default: TESTS.join(",") },
    list: { type: "boolean", default: false },
    again: { type: "string" },
  },
});

const filesIn = (folder: string, ending: string) =>
  readdirSync(`${PROJECT}/${folder}`, { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((name) => name.endsWith(ending));
const wanted = values.only === "" ? [] : values.only.split(",");
const files = [
  ...ROOMS.flatMap((room) => filesIn(room, ".ts")).filter((file) => !WORDS_ONLY.test(file)),
  ...GATE,
]
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)))
  .sort();
const tests = values.tests.split(",").flatMap((at) => (at.endsWith(".ts") ? [at] : filesIn(at, ".test.ts")));

interface Equivalent {
  readonly file: string;
  readonly was: string;
  readonly is: string;
  readonly because: string;
}
const known: Equivalent[] = JSON.parse(
  readFileSync(new URL("sabotage/equivalent.json", import.meta.url), "utf8"),
);
const isSame = (one: Omit<Equivalent, "because">, { file, was, is }: Sabotage) =>
  one.file === file && one.was === was && one.is === is;

const startedAt = performance.now();
const copy = copyTree(PROJECT, files);
const earlier: { survivors: Sabotage[] } | undefined =
  values.again === undefined ? undefined : JSON.parse(readFileSync(values.again, "utf8"));
const sabotages = copy.sabotages.filter(
  (sabotage) => earlier?.survivors.some((one) => isSame(one, sabotage)) ?? true,
);
if (values.list)
  for (const { file, line, was, is } of sabotages) console.error(`${file}:${line} ${was} → ${is}`);
const judged: Judged[] = values.list
  ? []
  : await judgeAll({
      project: PROJECT,
      folder: copy.folder,
      sabotages,
      tests,
      tell: (text) => console.error(text),
    });
copy.remove();

const survived = judged.filter(({ by }) => by === null).map(({ sabotage }) => sabotage);
const survivors = survived.filter((sabotage) => !known.some((one) => isSame(one, sabotage)));
const caught = judged.filter(({ by }) => by !== null);
const wrongly = known.filter(
  (one) => !earlier && files.includes(one.file) && !survived.some((sabotage) => isSame(one, sabotage)),
);
console.log(
  JSON.stringify(
    {
      files: files.length,
      sabotages: sabotages.length,
      caught: caught.length,
      equivalent: survived.length - survivors.length,
      survivors: survivors.map(({ id: _, ...one }) => one),
      noSurvivorsAnyMore: wrongly,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    },
    null,
    2,
  ),
);
const isClean = judged.length === sabotages.length && survivors.length === 0 && wrongly.length === 0;
process.exit(isClean && sabotages.length > 0 ? 0 : 1);
