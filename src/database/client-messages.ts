import { bodyOf, cString, readCString, typeOf, wireMessage } from "./wire-messages.ts";

/** `client`'s own name for a prepared statement, as the shared session knows it. The unnamed one stays unnamed. */
export function sessionStatementName(clientId: number, name: string): string {
  return name === "" ? "" : `c${clientId}_${name}`;
}

/**
 * A client's message with its prepared statement renamed, since two clients may use one name for two statements.
 * Touches Parse, Bind, and Describe and Close of a statement; all else passes as it is.
 */
export function renameStatements(clientId: number, message: Buffer): Buffer {
  const body = bodyOf(message);
  switch (typeOf(message)) {
    case "P":
      return wireMessage("P", renamedAt(clientId, body, 0));
    case "B":
      return wireMessage("B", renamedAt(clientId, body, readCString(body, 0).next));
    case "D":
    case "C":
      return body[0] === "S".charCodeAt(0)
        ? wireMessage(typeOf(message), renamedAt(clientId, body, 1))
        : message;
    default:
      return message;
  }
}

function renamedAt(clientId: number, body: Buffer, start: number): Buffer {
  const { text, next } = readCString(body, start);
  const name = cString(sessionStatementName(clientId, text));
  return Buffer.concat([body.subarray(0, start), name, body.subarray(next)]);
}

/** The name of the statement that a Parse message prepares; undefined for other messages and the unnamed one. */
export function preparedName(message: Buffer): string | undefined {
  if (typeOf(message) !== "P") return undefined;
  return readCString(bodyOf(message), 0).text || undefined;
}

/** The SQL that a Query or Parse message carries, else the empty text. */
export function sqlOf(message: Buffer): string {
  const body = bodyOf(message);
  if (typeOf(message) === "Q") return readCString(body, 0).text;
  if (typeOf(message) === "P") return readCString(body, readCString(body, 0).next).text;
  return "";
}

/** A wish to hear of a channel, or no longer; channel `*` is all of them. */
export interface Subscription {
  readonly listen: boolean;
  readonly channel: string;
}

const SUBSCRIPTION = /(?:^|;)\s*(UN)?LISTEN\s+(?:"((?:[^"]|"")+)"|(\*)|([\w$]+))/gi;

/** The LISTEN and UNLISTEN statements of `sql`, in order. */
export function subscriptionsIn(sql: string): Subscription[] {
  return [...sql.matchAll(SUBSCRIPTION)].map(([, un, quoted, all, plain]) => ({
    listen: un === undefined,
    channel: quoted?.replaceAll('""', '"') ?? all ?? (plain ?? "").toLowerCase(),
  }));
}
