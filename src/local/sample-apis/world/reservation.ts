/** Stock that is kept for an order, as the WMS API shows it. */
export interface Reservation {
  readonly id: string;
  readonly order_id: number;
  readonly sku: string;
  readonly warehouse: string;
  readonly quantity: number;
  readonly status: "active" | "released";
  readonly created_at: string;
  readonly released_at: string | null;
}
