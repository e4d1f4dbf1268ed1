import { isIP } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { buildRequest, createEgress, type EgressAnswer, type Lookup } from "../../src/egress/index.ts";
import { makeCertificate } from "./certificate.ts";
import { type CorpusCase, destinationOf, templateOf } from "./corpus-case.ts";
import { openRecordingOrigin, type RecordedRequest, type RecordingOrigin } from "./recording-origin.ts";
import { type Dial, watchSockets } from "./socket-watch.ts";

/** What one case did. `problem` is absent when it did what it should; `escaped` when something left that may not. */
export interface Verdict {
  readonly id: string;
  readonly kind: string;
  readonly problem?: string;
  readonly escaped: boolean;
}

export interface CorpusRunner {
  run(testCase: CorpusCase): Promise<Verdict>;
  close(): Promise<void>;
}

interface Observed {
  readonly answer: EgressAnswer | undefined;
  readonly refusal: string | undefined;
  readonly dials: readonly Dial[];
  readonly requests: readonly RecordedRequest[];
  readonly lookups: number;
}

const CASE_TIMEOUT_MS = 1_500;
// Kinds in which a first, legitimate request precedes what is refused.
const ANSWERED_KINDS = new Set(["redirect", "response"]);

/**
 * Runs corpus cases through the real templates and the real guard. The truth is the socket: what Node asked the
 * operating system to dial, and what reached an origin. `undefined` where no certificate can be made (no openssl).
 */
export async function openCorpus(cases: readonly CorpusCase[]): Promise<CorpusRunner | undefined> {
  const certificate = makeCertificate([...new Set(cases.flatMap(hostsOf))]);
  if (!certificate) return undefined;
  const origin = await openRecordingOrigin(certificate);
  return {
    async run(testCase) {
      const observed = await observe(testCase, origin, certificate.cert);
      const escaped = escapeOf(testCase, observed);
      const problem = escaped ?? faultOf(testCase, observed);
      const { id, kind } = testCase;
      return { id, kind, escaped: escaped !== undefined, ...(problem === undefined ? {} : { problem }) };
    },
    close: origin.close,
  };
}

function hostsOf(testCase: CorpusCase): string[] {
  const urls = [testCase.base_url, testCase.expect_url ?? ""].filter((url) => URL.canParse(url));
  const names = Object.keys(testCase.dns ?? {}).filter((name) => name !== "*");
  return [...names, ...urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, ""))].filter(
    (host) => isIP(host) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host),
  );
}

async function observe(testCase: CorpusCase, origin: RecordingOrigin, ca: string): Promise<Observed> {
  let lookups = 0;
  const lookup: Lookup = async (hostname) => {
    const listed = testCase.dns?.[hostname.replace(/\.$/, "")] ?? testCase.dns?.["*"] ?? [];
    const answers = listed[Math.min(lookups++, listed.length - 1)] ?? [];
    return answers.map((address) => ({ address, family: isIP(address) }));
  };
  origin.answerWith(testCase.responses ?? {});
  const isSecureBase = testCase.base_url.startsWith("https:");
  const watch = watchSockets(origin.server, ({ port }) =>
    port === 443 || (port !== 80 && isSecureBase) ? origin.httpsPort : origin.httpPort,
  );
  const egress = createEgress({ lookup });
  try {
    const built = buildRequest(testCase.base_url, templateOf(testCase), testCase.inputs);
    const answer = built.ok
      ? await egress.send({
          ...built,
          headers: { ...built.headers, ...testCase.secret_headers },
          credentialHeaders: Object.keys(testCase.secret_headers ?? {}),
          destination: { ...destinationOf(testCase), ca },
          timeoutMs: CASE_TIMEOUT_MS,
        })
      : undefined;
    const refusal = built.ok ? (answer?.ok ? undefined : answer?.reason) : `${built.where}: ${built.reason}`;
    return { answer, refusal, dials: watch.dials, requests: [...origin.requests], lookups };
  } finally {
    await egress.close();
    watch.stop();
  }
}

/** What left that may not, or `undefined`. */
function escapeOf(testCase: CorpusCase, { dials, requests }: Observed): string | undefined {
  const mayDial = dialsAllowed(testCase);
  const stray = dials.find((dial) => !mayDial(dial));
  if (stray) return `dialled ${stray.address} port ${stray.port}`;
  if (testCase.expected === "block" && !ANSWERED_KINDS.has(testCase.kind) && requests.length > 0) {
    return "a blocked request reached the origin";
  }
  if ((testCase.method ?? "GET") !== "GET" && requests.length > 1) return "a write was sent more than once";
  const [first] = requests;
  const leak = requests.find(
    (request) => request.host !== first?.host && JSON.stringify(request.headers).includes("SECRET"),
  );
  return leak ? `a credential reached ${leak.host}` : undefined;
}

/** Which connections the case's own data allows; nothing of the guard's is asked. */
function dialsAllowed(testCase: CorpusCase): (dial: Dial) => boolean {
  const dns = testCase.dns ?? {};
  const isBlocked = testCase.expected === "block";
  if (isBlocked && !ANSWERED_KINDS.has(testCase.kind)) return () => false;
  const base = new URL(testCase.base_url.replaceAll(/[{}]/g, ""));
  const hosts = isBlocked ? [base.hostname] : Object.keys(dns);
  const addresses = testCase.expect_addr
    ? [testCase.expect_addr]
    : [...hosts.flatMap((host) => dns[host]?.[0] ?? []), base.hostname.replace(/^\[|\]$/g, "")];
  const port = Number(base.port) || (base.protocol === "https:" ? 443 : 80);
  return (dial) => addresses.includes(dial.address) && dial.port === port;
}

/** What differs from what was expected, or `undefined`. */
function faultOf(testCase: CorpusCase, observed: Observed): string | undefined {
  if (testCase.expected === "block")
    return observed.refusal ? undefined : "was answered, though it should be refused";
  if (observed.refusal) return `was refused: ${observed.refusal}`;
  const [request] = observed.requests;
  if (!request) return "nothing reached the origin";
  if (
    Object.values(testCase.responses ?? {}).some((answer) => answer.location) &&
    observed.requests.length < 2
  ) {
    return "the redirect was not followed";
  }
  if (testCase.expect_url !== undefined && plainUrl(request.url) !== plainUrl(testCase.expect_url)) {
    return `sent ${request.url}`;
  }
  if (
    testCase.expect_body !== undefined &&
    !isDeepStrictEqual(JSON.parse(request.body), testCase.expect_body)
  ) {
    return `sent the body ${request.body}`;
  }
  const wrong = Object.entries(testCase.expect_headers ?? {}).find(
    ([name, value]) => request.headers[name] !== value,
  );
  if (wrong) return `sent another header ${wrong[0]}`;
  return observed.lookups > (testCase.lookups_max ?? 1) && !testCase.responses
    ? "asked the DNS again"
    : undefined;
}

/** `!()*` may stand encoded or not (RFC 3986, 2.2 and 6.2.2.2 leave it to the scheme); both reach the origin as one value. */
function plainUrl(url: string): string {
  return url.replace(/%(21|28|29|2A)/gi, (code) => decodeURIComponent(code));
}
