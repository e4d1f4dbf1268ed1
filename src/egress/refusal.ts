/** Why a request got no answer. Closed: a caller may switch over it exhaustively. */
export type EgressReason =
  | "bad_url"
  | "scheme"
  | "port"
  | "userinfo"
  | "special_name"
  | "private_address"
  | "metadata_address"
  | "method"
  | "header"
  | "dns"
  | "connect"
  | "tls"
  | "timeout"
  | "aborted"
  | "connection_lost"
  | "bad_answer"
  | "encoding"
  | "too_large"
  | "redirect";

/** A reason and the sentence a person reads. The sentence names the host, never a path, query or header value. */
export interface Refusal {
  readonly ok: false;
  readonly reason: EgressReason;
  readonly message: string;
}

export function refuse(reason: EgressReason, message: string): Refusal {
  return { ok: false, reason, message };
}

/** Carries a refusal through the places where undici only passes on errors. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "Refused";
    this.refusal = refusal;
  }
}
