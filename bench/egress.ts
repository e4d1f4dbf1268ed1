/**
 * Runs every case of an egress corpus through the real guard and templates, with the sockets observed.
 *
 *     npx tsx bench/egress.ts <corpus.json>
 *
 * Prints one JSON line: passes by kind, and every failure. Exits 1 on an escape, a wrong refusal or an altered request.
 */
import { readFileSync } from "node:fs";
import { openCorpus, type Verdict } from "../test/egress/corpus.ts";
import type { CorpusCase } from "../test/egress/corpus-case.ts";

function countByKind(verdicts: readonly Verdict[]): Record<string, string> {
  const kinds = [...new Set(verdicts.map((verdict) => verdict.kind))];
  return Object.fromEntries(
    kinds.map((kind) => {
      const ofKind = verdicts.filter((verdict) => verdict.kind === kind);
      return [kind, `${ofKind.filter((verdict) => !verdict.problem).length}/${ofKind.length}`];
    }),
  );
}

async function main(file: string | undefined): Promise<number> {
  if (file === undefined) throw new Error("usage: npx tsx bench/egress.ts <corpus.json>");
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: CorpusCase[] };
  const corpus = await openCorpus(cases);
  if (!corpus) throw new Error("the openssl command is needed to make a certificate for the corpus's hosts");
  const startedAt = performance.now();
  const verdicts: Verdict[] = [];
  for (const testCase of cases) verdicts.push(await corpus.run(testCase));
  await corpus.close();
  const failures = verdicts.filter((verdict) => verdict.problem);
  const report = {
    cases: verdicts.length,
    passed: verdicts.length - failures.length,
    escapes: verdicts.filter((verdict) => verdict.escaped).length,
    byKind: countByKind(verdicts),
    failures,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  };
  console.log(JSON.stringify(report));
  return verdicts.length > 0 && failures.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
