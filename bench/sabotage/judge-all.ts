import type { Sabotage } from "./instrument.ts";
import { startTester, type Tester } from "./tester.ts";

export interface Judged {
  readonly sabotage: Sabotage;
  /** The test that noticed it; null for none. */
  readonly by: string | null;
}

interface Known {
  readonly at: number;
  readonly name: string;
  readonly ms: number;
  readonly ids: ReadonlySet<number>;
}

/** So many are tried before it is looked whether those tests that failed still pass by themselves. */
const BATCH = 20;

/** Tries every sabotage with the tests that come by it, the fastest first. */
export async function judgeAll(of: {
  project: string;
  /** Where the copy is. */
  folder: string;
  sabotages: readonly Sabotage[];
  tests: readonly string[];
  tell: (text: string) => void;
}): Promise<Judged[]> {
  const from = { project: of.project, folder: of.folder, files: of.tests };
  const tester = await startTester(from);
  const known = await lookAtAll(tester, of.tell);
  const early = new Set(tester.loaded.early);
  const judged: Judged[] = [];
  const { sabotages } = of;
  for (let at = 0; at < sabotages.length; at += BATCH) {
    const batch = await judgeBatch(tester, sabotages.slice(at, at + BATCH), known);
    judged.push(...batch);
    for (const { sabotage, by } of batch) if (by === null) of.tell(`survives: ${wordsOf(sabotage)}`);
    const survivors = judged.filter(({ by }) => by === null).length;
    of.tell(`${judged.length} of ${sabotages.length}, ${survivors} survive`);
  }
  tester.close();
  // What was asked while loading may have been decided before it was switched on.
  const again: Judged[] = [];
  for (const one of judged) {
    const isOpen = one.by === null && early.has(one.sabotage.id);
    again.push(isOpen ? await judgeEarly(from, one.sabotage, known) : one);
  }
  return again;
}

const wordsOf = ({ file, line, was, is }: Sabotage) => `${file}:${line} ${was} → ${is}`;

/** Runs all tests as they are, and notes which switches each of them comes by. Those that fail are of no use. */
async function lookAtAll(tester: Tester, tell: (text: string) => void): Promise<Known[]> {
  const known: Known[] = [];
  for (const [at, { name, file }] of tester.loaded.tests.entries()) {
    const result = await tester.run({ sabotage: null, tests: [{ at, timeoutMs: 80_000 }] });
    const [seen] = result === "hung" ? [] : (result.seen ?? []);
    if (seen && seen.failure === undefined)
      known.push({ at, name: `${file}: ${name}`, ms: seen.ms, ids: new Set(seen.ids) });
    else tell(`left out: ${file}: ${name}: ${seen?.failure ?? "it hung"}`);
  }
  tell(`${known.length} tests, ${known.reduce((sum, { ms }) => sum + ms, 0)} ms`);
  return known.sort((a, b) => a.ms - b.ms);
}

const orderOf = ({ at, ms }: Known) => ({ at, timeoutMs: 5_000 + ms * 10 });

/** A sabotage may leave something behind that fails a test later on: then the batch is judged again, one by one. */
async function judgeBatch(
  tester: Tester,
  batch: readonly Sabotage[],
  known: readonly Known[],
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const sabotage of batch) judged.push(await judgeOne(tester, sabotage, known));
  if (await passAlone(tester, known, judged)) return judged;
  if (batch.length > 1) {
    await tester.renew();
    const again: Judged[] = [];
    for (const sabotage of batch) again.push(...(await judgeBatch(tester, [sabotage], known)));
    return again;
  }
  // It spoils what it leaves behind, which a test has noticed.
  await tester.renew();
  return judged;
}

async function judgeOne(tester: Tester, sabotage: Sabotage, known: readonly Known[]): Promise<Judged> {
  const near = known.filter(({ ids }) => ids.has(sabotage.id));
  const result = await tester.run({ sabotage: sabotage.id, tests: near.map(orderOf) });
  if (result === "hung") return { sabotage, by: "it hung" };
  const by = result.failed === null ? null : (known.find(({ at }) => at === result.failed)?.name ?? "a test");
  return { sabotage, by };
}

async function passAlone(
  tester: Tester,
  known: readonly Known[],
  judged: readonly Judged[],
): Promise<boolean> {
  const failed = new Set(judged.map(({ by }) => by));
  const tests = known.filter(({ name }) => failed.has(name)).map(orderOf);
  const result = await tester.run({ sabotage: null, tests });
  return result !== "hung" && (result.seen ?? []).every(({ failure }) => failure === undefined);
}

/** What is asked while loading is on from the start, in a process of its own. */
async function judgeEarly(
  from: Parameters<typeof startTester>[0],
  sabotage: Sabotage,
  known: readonly Known[],
): Promise<Judged> {
  try {
    const tester = await startTester(from, sabotage.id);
    const result = await tester.run({ sabotage: sabotage.id, tests: known.map(orderOf) });
    tester.close();
    return { sabotage, by: result === "hung" || result.failed !== null ? "a test" : null };
  } catch {
    return { sabotage, by: "it does not load" };
  }
}
