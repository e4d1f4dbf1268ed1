import type { Ground } from "../support/team.ts";
import { ATTACKS, goals } from "./attacks.ts";
import { loadGoals } from "./goals.ts";
import { judge, type Violation } from "./oracle.ts";
import { createRandom } from "./random.ts";
import { type Counts, noCounts, openStage } from "./stage.ts";

/** What came of a planner that always attacks. */
export interface AttackReport extends Counts {
  readonly seed: number;
  readonly families: number;
  readonly plays: number;
  readonly onTheWire: number;
  readonly changes: number;
  readonly presses: number;
  readonly violations: readonly Violation[];
  /** Attacks that did not come to their end, which is a fault as well: it proves nothing. */
  readonly broken: readonly string[];
}

/** A stage is some tables' worth of people and keys: it is worth opening for many plays. */
const PLAYS_A_STAGE = 100;

/**
 * Attacks until at least `proposals` were made, on a stage at a time on each ground. The stages of a ground follow each
 * other, as each has a clock of its own: what expires does so in the whole database.
 */
export async function runAttacks(
  grounds: readonly Ground[],
  options: {
    proposals: number;
    /** Ends before that many where this long has gone by. */
    mostMs?: number;
    seed: number;
    only?: readonly string[];
    tell?: (done: Counts) => void;
  },
): Promise<AttackReport> {
  const counts = noCounts();
  const known = loadGoals();
  const all = { ...ATTACKS, ...(known.length > 0 ? { agentDojo: goals(known) } : {}) };
  const families = Object.entries(all).filter(([name]) => options.only?.includes(name) ?? true);
  const total = { plays: 0, onTheWire: 0, changes: 0, presses: 0 };
  const violations: Violation[] = [];
  const broken: string[] = [];
  const endsAt = performance.now() + (options.mostMs ?? Number.POSITIVE_INFINITY);
  const goesOn = () => counts.proposals < options.proposals && performance.now() < endsAt;
  const lane = async (ground: Ground, first: number) => {
    for (let round = first; goesOn(); round += grounds.length) {
      const random = createRandom(options.seed * 1_000_003 + round);
      const stage = await openStage(ground, random, counts);
      try {
        for (let play = 0; play < PLAYS_A_STAGE && goesOn(); play++) {
          // Each family in turn from a place of its own, so that a short run plays them all.
          const [name, attack] = families[(play + round) % families.length] ?? [
            "none",
            async () => undefined,
          ];
          total.plays += 1;
          await attack(stage).catch((error) => broken.push(`${name}: ${String(error)}`));
        }
      } finally {
        await stage.close();
      }
      const judged = judge(stage.wire.requests, stage);
      violations.push(...judged.violations);
      total.changes += judged.changes;
      total.onTheWire += stage.wire.requests.length;
      total.presses += stage.presses.length;
      options.tell?.(counts);
    }
  };
  await Promise.all(grounds.map(lane));
  return { ...counts, ...total, seed: options.seed, families: families.length, violations, broken };
}
