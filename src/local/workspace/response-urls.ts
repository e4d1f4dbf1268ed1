import { type Clock, newToken } from "../../kernel/index.ts";

const LIFETIME_MS = 30 * 60_000;
const USES = 5;

/** Where an answer to a response URL goes. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked; `replace_original` and `delete_original` mean it. */
  readonly messageTs: string | undefined;
  readonly threadTs: string | undefined;
}

/** Response URLs: good for five answers within thirty minutes. */
export interface ResponseUrls {
  /** The path of a new URL, below the transport's origin. */
  issue(target: ResponseTarget): string;
  redeem(token: string): ResponseTarget | "used_url" | "expired_url" | "invalid_url";
}

export function createResponseUrls(clock: Clock): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; at: number; uses: number }>();
  const forgetOld = (now: number) => {
    for (const [token, { at }] of issued) if (now - at > 2 * LIFETIME_MS) issued.delete(token);
  };
  return {
    issue(target) {
      const at = clock().getTime();
      forgetOld(at);
      const token = newToken();
      issued.set(token, { target, at, uses: 0 });
      return `/response/${token}`;
    },
    redeem(token) {
      const url = issued.get(token);
      if (url === undefined) return "invalid_url";
      if (clock().getTime() - url.at > LIFETIME_MS) return "expired_url";
      if (url.uses >= USES) return "used_url";
      url.uses += 1;
      return url.target;
    },
  };
}
