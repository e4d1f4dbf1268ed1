export interface Order {
  readonly id: number;
  readonly status: string;
  /** With three decimals, to be added up exactly. */
  readonly total: string;
  readonly note: string;
}

const STATUSES = ["paid", "pending", "refunded"];
const NOTE = "Left at the door, as agreed on the phone; the second parcel follows on Thursday. ".repeat(3);
/** About what an order takes as JSON. */
const ORDER_BYTES = 310;

/** Orders that take so many bytes as JSON, the same each time. */
export function* ordersOf(bytes: number): Generator<Order> {
  for (let id = 1; id <= Math.round(bytes / ORDER_BYTES); id++) {
    const total = `${id % 900}.${String(id % 1_000).padStart(3, "0")}`;
    yield { id, status: STATUSES[id % 3] ?? "", total, note: `${NOTE}${id % 97}` };
  }
}

/** The total of each status in thousandths, counted by hand. */
export function totalsOf(bytes: number): { rows: number; thousandths: Map<string, bigint> } {
  const thousandths = new Map<string, bigint>();
  let rows = 0;
  for (const { status, total } of ordersOf(bytes)) {
    rows += 1;
    thousandths.set(status, (thousandths.get(status) ?? 0n) + BigInt(total.replace(".", "")));
  }
  return { rows, thousandths };
}
