/** How calls of one Web API method go wrong, for tests. */
export interface FaultRule {
  /** A method's name, or `*` for every method. */
  readonly method: string;
  /** 429 with Retry-After, a 500, no answer until the caller gives up, or an answer `ok: false` of your choice. */
  readonly fault:
    | { readonly kind: "rate_limited"; readonly retryAfterSeconds: number }
    | { readonly kind: "server_error" }
    | { readonly kind: "hang" }
    | { readonly kind: "refuse"; readonly error: string };
  /** For how many calls; the next ones are answered again. */
  readonly times: number;
}

/** Rules that are waiting to strike. The oldest one that fits a call is used first. */
export interface Faults {
  add(rule: FaultRule): void;
  /** The fault that strikes this call, counted off; none when no rule fits. */
  next(method: string): FaultRule["fault"] | undefined;
}

export function createFaults(): Faults {
  const rules: { rule: FaultRule; left: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, left: rule.times }),
    next(method) {
      const found = rules.find(
        ({ rule, left }) => left > 0 && (rule.method === method || rule.method === "*"),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.rule.fault;
    },
  };
}
