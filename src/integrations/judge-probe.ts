import type { EgressAnswer } from "../egress/index.ts";
import type { SignOutcome } from "../vault/index.ts";
import type { HealthStatus } from "./tables.ts";

/** What one harmless request told about a connection. */
export interface ProbeResult {
  readonly health: HealthStatus;
  /** In words: what answered, or what is wrong and what to do. */
  readonly note: string;
  /** When the credential ends, where the answer says so. */
  readonly expiresAt?: Date;
}

/** What an answer to a harmless request tells: a credential that is refused and trouble at the other side are failures. */
export function judgeProbe(answer: EgressAnswer): ProbeResult {
  if (!answer.ok) return { health: "failing", note: answer.message };
  if (answer.status === 401 || answer.status === 403) {
    return {
      health: "failing",
      note: `It answered ${answer.status}: the credential was refused. Reconnect with a fresh one`,
    };
  }
  if (answer.status >= 500) {
    return { health: "failing", note: `It answered ${answer.status}, an error of its own. Try again later` };
  }
  const expiresAt = expiryIn(answer.headers);
  return {
    health: "healthy",
    note: `It answered ${answer.status} in ${answer.durationMs} ms`,
    ...(expiresAt ? { expiresAt } : {}),
  };
}

/** Headers in which APIs tell when the token of a request ends. GitHub: `2026-12-01 08:00:00 UTC`. */
const EXPIRY_HEADERS = ["github-authentication-token-expiration"];

/** When the token that a request was signed with ends, where the answer says so. */
export function expiryIn(headers: Readonly<Record<string, string>>): Date | undefined {
  const told = EXPIRY_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
  const at = told === undefined ? undefined : new Date(told.replace(/ UTC$/, "Z").replace(" ", "T"));
  return at && !Number.isNaN(at.getTime()) ? at : undefined;
}

/** What it tells when there was nothing to sign with. */
export function refusedProbe({ message }: Extract<SignOutcome, { ok: false }>): ProbeResult {
  return { health: "failing", note: message.charAt(0).toUpperCase() + message.slice(1) };
}
