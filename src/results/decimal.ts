/** DuckDB's widest DECIMAL and the most decimals we give one, so that a product of two still fits. */
export const WIDEST_DECIMAL = 38;
const MOST_DECIMALS = 18;
/** Below this, `value * 10^scale` as a double is off by less than a half, so rounding gives the exact integer. */
const ROUNDS_EXACTLY_BELOW = 2 ** 50;

const PLAIN_DECIMAL = /^-?(0|[1-9]\d*)(?:\.(\d+))?$/;

/** Digits before and after the point. */
export interface DecimalSize {
  readonly whole: number;
  readonly scale: number;
}

/**
 * The size of a number written plainly (`12`, `-0.50`), or `undefined` for any other text: leading zeros, an
 * exponent, thousands separators, a currency sign, more digits than a DECIMAL holds.
 */
export function decimalSize(text: string): DecimalSize | undefined {
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) return undefined;
  const size = { whole: (match[1] ?? "").length, scale: (match[2] ?? "").length };
  return size.scale <= MOST_DECIMALS && size.whole + size.scale <= WIDEST_DECIMAL ? size : undefined;
}

/** `value` times ten to the `scale`, exactly. `value` must be plain and have at most `scale` decimals. */
export function unscaled(value: string | number, scale: number): bigint {
  if (typeof value === "number") {
    const scaled = value * 10 ** scale;
    if (Math.abs(scaled) < ROUNDS_EXACTLY_BELOW) return BigInt(Math.round(scaled));
  }
  const [whole = "0", decimals = ""] = String(value).split(".");
  return BigInt(whole + decimals.padEnd(scale, "0"));
}
