/** One piece of data for the body or the query, as the option that gave it means it. */
export interface CurlData {
  readonly kind: "raw" | "encoded" | "json" | "form";
  readonly text: string;
}

/** What a curl command says, in the order in which it says it. Nothing is judged yet. */
export interface CurlCommand {
  readonly urls: readonly string[];
  readonly method: string | undefined;
  readonly headers: readonly string[];
  readonly data: readonly CurlData[];
  /** `-G`: the data goes into the query. */
  readonly dataInQuery: boolean;
  readonly head: boolean;
  /** `-u`. */
  readonly user: string | undefined;
  /** `--oauth2-bearer`. */
  readonly bearer: string | undefined;
  readonly cookies: readonly string[];
  /** Options that change nothing about the request itself, or that Chief decides, as they were written. */
  readonly ignored: readonly string[];
}

export type ReadCommand =
  | { readonly ok: true; readonly command: CurlCommand }
  | { readonly ok: false; readonly message: string };

type Meaning =
  | "method"
  | "header"
  | "raw"
  | "encoded"
  | "json"
  | "form"
  | "user"
  | "bearer"
  | "cookie"
  | "url"
  | "agent"
  | "referer"
  | "ignoredValue";

/** Options that take a value. */
const VALUED: Readonly<Record<string, Meaning>> = {
  "-X": "method",
  "--request": "method",
  "-H": "header",
  "--header": "header",
  "-d": "raw",
  "--data": "raw",
  "--data-ascii": "raw",
  "--data-raw": "raw",
  "--data-binary": "raw",
  "--data-urlencode": "encoded",
  "--json": "json",
  "-F": "form",
  "--form": "form",
  "--form-string": "form",
  "-u": "user",
  "--user": "user",
  "--oauth2-bearer": "bearer",
  "-b": "cookie",
  "--cookie": "cookie",
  "--url": "url",
  "-A": "agent",
  "--user-agent": "agent",
  "-e": "referer",
  "--referer": "referer",
  "-o": "ignoredValue",
  "--output": "ignoredValue",
  "-m": "ignoredValue",
  "--max-time": "ignoredValue",
  "--connect-timeout": "ignoredValue",
  "--retry": "ignoredValue",
  "--retry-delay": "ignoredValue",
  "--max-redirs": "ignoredValue",
  "-w": "ignoredValue",
  "--write-out": "ignoredValue",
  "-c": "ignoredValue",
  "--cookie-jar": "ignoredValue",
  "-D": "ignoredValue",
  "--dump-header": "ignoredValue",
  "--limit-rate": "ignoredValue",
  "--ciphers": "ignoredValue",
};

/** Options without a value that say nothing about the request. */
const PLAIN = new Set(
  `-k --insecure -L --location --location-trusted --compressed -s --silent -S --show-error -v --verbose -i --include
  -f --fail --fail-with-body -N --no-buffer -g --globoff -4 --ipv4 -6 --ipv6 --http1.0 --http1.1 --http2
  --http2-prior-knowledge --http3 --tlsv1.2 --tlsv1.3 --no-progress-meter -# --progress-bar --path-as-is -O
  --remote-name -j --tcp-nodelay --basic --raw -q`.split(/\s+/),
);

/** Options that make another request than a contract can say, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  "-x": "a proxy is set for all of Chief",
  "--proxy": "a proxy is set for all of Chief",
  "--resolve": "Chief looks names up by itself",
  "--connect-to": "Chief looks names up by itself",
  "-E": "client certificates are not supported",
  "--cert": "client certificates are not supported",
  "-T": "files cannot be uploaded",
  "--upload-file": "files cannot be uploaded",
  "-K": "it reads options from a file",
  "--config": "it reads options from a file",
  "--next": "it makes a second request; paste one at a time",
  "-:": "it makes a second request; paste one at a time",
  "--digest": "digest authentication is not supported",
  "--ntlm": "NTLM is not supported",
  "--negotiate": "Kerberos is not supported",
  "--aws-sigv4": "AWS signatures are not supported",
};

interface Draft {
  urls: string[];
  method: string | undefined;
  headers: string[];
  data: CurlData[];
  dataInQuery: boolean;
  head: boolean;
  user: string | undefined;
  bearer: string | undefined;
  cookies: string[];
  ignored: string[];
}

/** Reads the words of a curl command. Fails on what it does not know rather than leave it out. */
export function readCommand(words: readonly string[]): ReadCommand {
  const [program, ...rest] = words[0] === "$" ? words.slice(1) : words;
  if (!program || !/(^|\/)curl(\.exe)?$/.test(program)) return fault("Paste a command that begins with curl");
  const draft: Draft = {
    urls: [],
    method: undefined,
    headers: [],
    data: [],
    dataInQuery: false,
    head: false,
    user: undefined,
    bearer: undefined,
    cookies: [],
    ignored: [],
  };
  const queue = rest.flatMap(splitLong);
  while (queue.length > 0) {
    const message = takeOption(queue, draft);
    if (message !== undefined) return fault(message);
  }
  return { ok: true, command: draft };
}

function fault(message: string): ReadCommand {
  return { ok: false, message };
}

/** curl has no `--name=value`, but people write it; `--url=x` is taken for `--url x`. */
function splitLong(word: string): string[] {
  const match = /^(--[a-z][a-z0-9-]*)=([\s\S]*)$/.exec(word);
  return match?.[1] && VALUED[match[1]] ? [match[1], match[2] ?? ""] : [word];
}

/** Takes one option with its value off the queue. Gives a fault in words, or undefined. */
function takeOption(queue: string[], draft: Draft): string | undefined {
  const word = queue.shift() ?? "";
  if (!word.startsWith("-") || word === "-") {
    draft.urls.push(word);
    return undefined;
  }
  if (word === "-G" || word === "--get") draft.dataInQuery = true;
  else if (word === "-I" || word === "--head") draft.head = true;
  else if (PLAIN.has(word)) draft.ignored.push(word);
  else if (REFUSED[word] !== undefined) return `${word} cannot be taken over: ${REFUSED[word]}`;
  else if (VALUED[word]) return takeValue(draft, { option: word, value: queue.shift() });
  else if (/^-[A-Za-z0-9#:]./.test(word)) queue.unshift(...splitShort(word));
  else
    return `The option ${word.split("=")[0]?.slice(0, 30)} is not known here; leave it out, or enter what it means by hand`;
  return undefined;
}

/** `-XPOST` is `-X POST`, `-sSL` is `-s -S -L`. */
function splitShort(word: string): string[] {
  const option = word.slice(0, 2);
  return VALUED[option] || REFUSED[option] ? [option, word.slice(2)] : [option, `-${word.slice(2)}`];
}

function takeValue(
  draft: Draft,
  { option, value }: { option: string; value: string | undefined },
): string | undefined {
  if (value === undefined) return `${option} has no value after it; paste all of the command`;
  const meaning = VALUED[option];
  const readsFile = ["raw", "encoded", "json"].includes(meaning ?? "") && option !== "--data-raw";
  if (readsFile && value.startsWith("@"))
    return `${option} ${value.slice(0, 40)} reads a file of yours; paste its content instead`;
  switch (meaning) {
    case "method":
      draft.method = value.toUpperCase();
      break;
    case "header":
      draft.headers.push(value);
      break;
    case "agent":
      draft.headers.push(`User-Agent: ${value}`);
      break;
    case "referer":
      draft.headers.push(`Referer: ${value}`);
      break;
    case "raw":
    case "encoded":
    case "json":
    case "form":
      draft.data.push({ kind: meaning, text: value });
      break;
    case "user":
      draft.user = value;
      break;
    case "bearer":
      draft.bearer = value;
      break;
    case "cookie":
      draft.cookies.push(value);
      break;
    case "url":
      draft.urls.push(value);
      break;
    default:
      draft.ignored.push(option);
  }
  return undefined;
}
