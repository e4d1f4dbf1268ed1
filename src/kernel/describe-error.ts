const DEEPEST_CAUSE = 8;

/**
 * What the log keeps of a thrown value: name, `code`, message, where it was thrown, and the same of its causes.
 *
 * Own properties are left out on purpose: HTTP clients hang the request with its headers there. `stack` holds the
 * frames alone, since its first lines repeat the message. Values that are not errors keep their text, if they have one.
 */
export function describeError(thrown: unknown, depth = 0): unknown {
  if (!(thrown instanceof Error)) return isText(thrown) ? String(thrown) : `a thrown ${typeof thrown}`;
  const described = {
    name: thrown.name,
    ...codeOf(thrown),
    message: thrown.message,
    stack: framesOf(thrown),
  };
  if (depth >= DEEPEST_CAUSE) return described;
  return { ...described, ...causesOf(thrown, depth + 1) };
}

function causesOf(error: Error, depth: number): Record<string, unknown> {
  return {
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause, depth) }),
    ...(error instanceof AggregateError
      ? { errors: error.errors.map((one) => describeError(one, depth)) }
      : {}),
  };
}

function codeOf(error: Error): { code?: string | number } {
  const code: unknown = "code" in error ? error.code : undefined;
  return typeof code === "string" || typeof code === "number" ? { code } : {};
}

function framesOf(error: Error): string[] {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}

function isText(value: unknown): boolean {
  return value === null || ["string", "number", "boolean", "undefined", "bigint"].includes(typeof value);
}
