import type { Random } from "../malicious-planner/random.ts";

/** One record as the battery makes it; the APIs send it as it is, but for how they write money. */
export interface Sale {
  readonly id: string;
  /** Some stand at several sales. */
  readonly reference: string;
  readonly status: string | null;
  readonly region: string;
  readonly customer: { readonly id: number; readonly name: string };
  /** A plain decimal with up to three decimals, negative for what was given back; null where it is not known. */
  readonly amount: string | null;
  readonly quantity: number;
  readonly created_at: string;
  /** One to three, each of pieces that are of one kind. */
  readonly lines: readonly Line[];
}

export interface Line {
  readonly sku: string;
  readonly pieces: number;
  readonly discount: string;
}

export interface Customer {
  readonly id: number;
  readonly name: string;
  readonly tier: string;
}

const STATUSES = ["paid", "pending", "refunded", "cancelled", null] as const;
const REGIONS = ["north", "south", "east", "west"];
const HOUR_MS = 3_600_000;
const OFFSETS = [0, 60, 330, -480];

/** `count` sales of the ninety days before `now`, more of them lately; the same again for the same `random`. */
export function makeSales(random: Random, count: number, now: Date): Sale[] {
  return Array.from({ length: count }, (_, at) => {
    const customer = random.below(40) + 1;
    const hoursAgo = random.chance(0.5) ? random.below(24 * 9) : random.below(24 * 90);
    const createdAt = new Date(now.getTime() - hoursAgo * HOUR_MS - random.below(HOUR_MS));
    return {
      id: `sale_${String(at + 1).padStart(6, "0")}`,
      reference: `R-${random.below(Math.max(1, Math.ceil(count * 0.8)))}`,
      status: random.pick(STATUSES),
      region: random.pick(REGIONS),
      customer: { id: customer, name: nameOf(customer) },
      amount: random.chance(0.04) ? null : amountOf(random),
      quantity: random.below(12),
      created_at: written(createdAt, random.pick(OFFSETS)),
      lines: Array.from({ length: random.below(3) + 1 }, () => makeLine(random)),
    };
  });
}

const makeLine = (random: Random): Line => ({
  sku: random.pick(["KET-1", "POT-2", "CUP-3", "TEA-4"]),
  pieces: random.below(9) + 1,
  discount: `-${random.below(20)}.${random.below(900) + 100}`,
});

export const makeCustomers = (random: Random): Customer[] =>
  Array.from({ length: 40 }, (_, at) => ({
    id: at + 1,
    name: nameOf(at + 1),
    tier: random.pick(["gold", "silver", "basic"]),
  }));

const nameOf = (id: number) => `Customer ${id}`;

function amountOf(random: Random): string {
  const decimals = random.pick([0, 1, 2, 3]);
  const sign = random.chance(0.12) ? "-" : "";
  const whole = random.chance(0.02) ? random.below(90_000_000) : random.below(2_000);
  const fraction = Array.from({ length: decimals }, () => random.below(10)).join("");
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** An instant with an offset, as APIs of the world write it. */
function written(at: Date, offsetMinutes: number): string {
  const local = new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
  if (offsetMinutes === 0) return `${local}Z`;
  const two = (number: number) => String(Math.floor(number)).padStart(2, "0");
  const size = Math.abs(offsetMinutes);
  return `${local}${offsetMinutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}
