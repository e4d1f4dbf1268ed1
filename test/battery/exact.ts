/** Decimal arithmetic of the battery's own: BigInt and nothing else. */

/** `units` times ten to the minus `scale`. */
export interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

const ZERO: Exact = { units: 0n, scale: 0 };

/** @throws SyntaxError for what is no plain decimal */
export function exact(text: string | number): Exact {
  const [whole = "", fraction = ""] = String(text).split(".");
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

const unitsAt = ({ units, scale }: Exact, wanted: number) => units * 10n ** BigInt(wanted - scale);

function plus(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

export const sumOf = (numbers: readonly Exact[]): Exact => numbers.reduce(plus, ZERO);

export function compare(a: Exact, b: Exact): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = unitsAt(a, scale) - unitsAt(b, scale);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

/** Digits that a double keeps of any number. */
const DIGITS_OF_DOUBLE = 15;

/**
 * Whether `told` is `sum / count`, rounded to as many decimals as it has (a tie may go either way); where it has more digits
 * than a double keeps, these alone count.
 */
export function isQuotient(told: Exact, { sum, count }: { sum: Exact; count: number }): boolean {
  const scale = Math.max(told.scale, sum.scale);
  const difference = unitsAt(told, scale) * BigInt(count) - unitsAt(sum, scale);
  const distance = difference < 0n ? -difference : difference;
  const over = Math.max(0, String(told.units).replace("-", "").length - DIGITS_OF_DOUBLE);
  return 2n * distance <= BigInt(count) * 10n ** BigInt(scale - told.scale + over);
}
