/** How calls of one Web API method go wrong, for tests. */
export interface FaultRule {
  /** A method's name, `response_url` for answers to one, or `*` for everything. */
  readonly method: string;
  /** Only calls that name this channel. */
  readonly channel?: string;
  /**
   * 429 with Retry-After, a 500, no answer until the caller gives up, or an answer `ok: false` of your choice; with
   * `answer_lost` the call is done, and then answered with a 500.
   */
  readonly fault:
    | { readonly kind: "rate_limited"; readonly retryAfterSeconds: number }
    | { readonly kind: "server_error" }
    | { readonly kind: "answer_lost" }
    | { readonly kind: "hang" }
    | { readonly kind: "refuse"; readonly error: string };
  /** For how many calls; the next ones are answered again. */
  readonly times: number;
  /** Of the calls that fit, this part is struck, by chance; all of them when absent. */
  readonly share?: number;
}

/** Rules that are waiting to strike. The oldest one that fits a call is used first. */
export interface Faults {
  add(rule: FaultRule): void;
  /** Everything works again. */
  clear(): void;
  /** The fault that strikes this call, counted off; none when no rule fits. */
  next(method: string, channel?: string): FaultRule["fault"] | undefined;
}

export function createFaults(): Faults {
  const rules: { rule: FaultRule; left: number }[] = [];
  const fits = ({ method, channel, share = 1 }: FaultRule, called: { method: string; channel?: string }) =>
    (method === called.method || method === "*") &&
    (channel === undefined || channel === called.channel) &&
    (share === 1 || Math.random() < share);
  return {
    add: (rule) => void rules.push({ rule, left: rule.times }),
    clear: () => void rules.splice(0),
    next(method, channel) {
      const called = channel === undefined ? { method } : { method, channel };
      const found = rules.find(({ rule, left }) => left > 0 && fits(rule, called));
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.rule.fault;
    },
  };
}
