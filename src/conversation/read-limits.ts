import { Temporal } from "temporal-polyfill";
import type { GrantWish } from "../execution/index.ts";

/** The limits of a grant as a form takes them; each may be empty. */
export interface EnteredLimits {
  readonly uses: string;
  readonly mostAmount: string;
  /** A day such as 2026-12-01, which is meant to its end. */
  readonly until: string;
}

type Read =
  | { readonly ok: true; readonly wish: GrantWish }
  | { readonly ok: false; readonly field: keyof EnteredLimits; readonly message: string };

const wrong = (field: keyof EnteredLimits, message: string): Read => ({ ok: false, field, message });

/** The limits that were entered, or which of them is not right. */
export function readLimits(entered: EnteredLimits, at: { now: Date; timeZone: string }): Read {
  const [usesText, amountText, untilText] = [entered.uses, entered.mostAmount, entered.until].map((text) =>
    text.trim(),
  );
  const uses = usesText ? Number(usesText) : null;
  if (uses !== null && !(Number.isInteger(uses) && uses >= 1 && uses <= 10_000))
    return wrong("uses", "Enter a whole number from 1 to 10,000");
  const mostAmount = amountText ? Number(amountText) : null;
  if (mostAmount !== null && !(mostAmount > 0 && mostAmount < 1e12))
    return wrong("mostAmount", "Enter a number above 0");
  const until = untilText ? endOfDay(untilText, at.timeZone) : null;
  if (until === undefined || (until && until <= at.now)) return wrong("until", "Choose today or a later day");
  if (uses === null && mostAmount === null && until === null)
    return wrong("uses", "Set a limit: a number of calls, a sum, or a day");
  return { ok: true, wish: { uses, mostAmount, amountArgument: null, until } };
}

function endOfDay(day: string, timeZone: string): Date | undefined {
  try {
    const next = Temporal.PlainDate.from(day).add({ days: 1 });
    return new Date(next.toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    return undefined;
  }
}
