import { Temporal } from "temporal-polyfill";
import type { TestApi } from "../support/chief.ts";

/** An order, as far as the questions of the scenarios go. */
interface Order {
  readonly status: string;
  readonly total: number;
  readonly created_at: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
}

/** Every order that the sample API has, read page by page. */
export async function allOrders(api: TestApi): Promise<Order[]> {
  const orders: Order[] = [];
  let cursor = "";
  do {
    const page = (await api.get(`/orders?limit=200${cursor}`)) as {
      data: Order[];
      next_cursor: string | null;
    };
    orders.push(...page.data);
    cursor = page.next_cursor === null ? "" : `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor !== "");
  return orders;
}

export function between(orders: readonly Order[], from: Date, to: Date): Order[] {
  return orders.filter(({ created_at }) => created_at >= from.toISOString() && created_at < to.toISOString());
}

/** How many orders have each status. */
export function byStatus(orders: readonly Order[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { status } of orders) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

/** Yesterday as somebody in `timeZone` means it. */
export function yesterdayIn(timeZone: string, now: Date): [from: Date, to: Date] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .startOfDay();
  const instant = (at: Temporal.ZonedDateTime) => new Date(at.epochMilliseconds);
  return [instant(today.subtract({ days: 1 })), instant(today)];
}

/** The sum of the totals, in whole cents and written with thousands apart: `12,345.60`. */
export function revenue(orders: readonly Order[]): string {
  const cents = orders.reduce((sum, { total }) => sum + centsOf(String(total)), 0n);
  const whole = String(cents / 100n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${whole}.${String(cents % 100n).padStart(2, "0")}`;
}

function centsOf(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
}
