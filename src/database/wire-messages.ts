/**
 * The parts of PostgreSQL's wire protocol 3.0 that are needed to put several clients on one session.
 * https://www.postgresql.org/docs/18/protocol-message-formats.html
 */

const HEADER_BYTES = 5;

/** Type byte, length, body. */
export function wireMessage(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 0, "latin1");
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

export function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`, "utf8");
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function typeOf(message: Buffer): string {
  return String.fromCharCode(message[0] ?? 0);
}

export function bodyOf(message: Buffer): Buffer {
  return message.subarray(HEADER_BYTES);
}

/** The NUL-terminated text that starts at `start`, and where the next field starts. */
export function readCString(bytes: Buffer, start: number): { text: string; next: number } {
  const end = bytes.indexOf(0, start);
  return { text: bytes.toString("utf8", start, end), next: end + 1 };
}

/** Cuts `bytes` into whole typed messages; what is left of the last, unfinished one is the rest. */
export function splitMessages(bytes: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let start = 0;
  while (bytes.length - start >= HEADER_BYTES) {
    const end = start + 1 + bytes.readInt32BE(start + 1);
    if (end > bytes.length) break;
    messages.push(bytes.subarray(start, end));
    start = end;
  }
  return { messages, rest: bytes.subarray(start) };
}

export const SYNC = wireMessage("S");
export const READY_IDLE = wireMessage("Z", Buffer.from("I"));

export function simpleQuery(sql: string): Buffer {
  return wireMessage("Q", cString(sql));
}

export function closeStatement(name: string): Buffer {
  return wireMessage("C", Buffer.from("S"), cString(name));
}

/** What a server says when a client has logged in. */
export function greeting(clientId: number): Buffer {
  const parameters = Object.entries({
    server_version: "18.0",
    client_encoding: "UTF8",
    DateStyle: "ISO, MDY",
    integer_datetimes: "on",
    standard_conforming_strings: "on",
    TimeZone: "GMT",
  });
  return Buffer.concat([
    wireMessage("R", int32(0)),
    ...parameters.map(([name, value]) => wireMessage("S", cString(name), cString(value))),
    wireMessage("K", int32(clientId), int32(0)),
    READY_IDLE,
  ]);
}

export function errorResponse(error: { sqlState: string; message: string; hint: string }): Buffer {
  const fields = { S: "ERROR", V: "ERROR", C: error.sqlState, M: error.message, H: error.hint };
  const encoded = Object.entries(fields).map(([key, value]) =>
    Buffer.concat([Buffer.from(key), cString(value)]),
  );
  return wireMessage("E", ...encoded, Buffer.from([0]));
}
