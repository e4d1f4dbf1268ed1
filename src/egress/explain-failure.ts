import type { Deadline } from "./deadline.ts";
import { type Refusal, Refused, refuse } from "./refusal.ts";

interface FailureContext {
  readonly hostname: string;
  readonly timeoutMs: number;
  readonly deadline: Deadline;
  readonly mayHaveBeenSent: boolean;
}

const TLS_CODE =
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;
/** Of zlib, and of Brotli. */
const DECODER_CODE = /^(Z_|ERR__ERROR_|ERR_BROTLI_)/;
const TRUST_CODE = /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Names what undici or Node threw, for a person. Error texts of theirs are not passed on: they may quote the URL. */
export function explainFailure(error: unknown, context: FailureContext): Refusal {
  if (error instanceof Refused) return error.refusal;
  const ended = context.deadline.endedBy();
  if (ended === "aborted") return refuse("aborted", `the request to ${context.hostname} was stopped`);
  if (ended === "timeout") {
    return refuse(
      "timeout",
      `${context.hostname} did not answer completely within ${context.timeoutMs / 1000} s; try again later or ask for less`,
    );
  }
  return explainCode(codeOf(error), context);
}

function explainCode(code: string, { hostname, mayHaveBeenSent }: FailureContext): Refusal {
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED") {
    return refuse("aborted", `the request to ${hostname} was stopped because Chief is shutting down`);
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") {
    return refuse(
      "timeout",
      `${hostname} did not accept a connection in time; check that it is up and reachable`,
    );
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW") {
    return refuse("too_large", `${hostname} answered with more than 32 KiB of headers`);
  }
  if (TLS_CODE.test(code)) return refuse("tls", explainTls(code, hostname));
  if (code === "HTTPParserError")
    return refuse("bad_answer", `${hostname} answered with something that is not HTTP`);
  if (code.startsWith("UND_ERR_INVALID"))
    return refuse("header", `the request to ${hostname} is not valid HTTP`);
  if (DECODER_CODE.test(code)) {
    return refuse("encoding", `${hostname} sent a compressed answer that is damaged; try again later`);
  }
  if (mayHaveBeenSent) {
    return refuse(
      "connection_lost",
      `${hostname} closed the connection before its answer was complete (${code})`,
    );
  }
  return refuse(
    "connect",
    `${hostname} cannot be reached (${code}); check that it is up and the port is right`,
  );
}

function explainTls(code: string, hostname: string): string {
  if (code === "CERT_HAS_EXPIRED")
    return `the certificate of ${hostname} has expired; its owner must renew it`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `the certificate of ${hostname} is for another host; check the URL`;
  if (TRUST_CODE.test(code)) {
    return `the certificate of ${hostname} is not from an authority that is trusted; an admin can add the CA to this integration (${code})`;
  }
  return `no secure connection to ${hostname} could be made (${code}); check that it speaks TLS 1.2 or later`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  // undici 7.30 leaves the code of its parser's errors undefined or `HPE_…`, depending on how it was built.
  if (error.name === "HTTPParserError") return error.name;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
