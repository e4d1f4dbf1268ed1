/** Whole seconds that the server wants to be left alone: `Retry-After` as seconds or a date (RFC 9110 §10.2.3). */
export function retryAfterSeconds(headers: Headers | undefined, now: Date): number | undefined {
  const asked = headers?.get("retry-after");
  if (asked == null || asked === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(asked)) return Math.ceil(Number(asked));
  const date = Date.parse(asked);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now.getTime()) / 1000));
}
