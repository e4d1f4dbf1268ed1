import { describe, expect, it } from "vitest";
import { ChiefError, createLogger, createScrubber, type Logger, Secret } from "../../src/kernel/index.ts";

const CANARY = "canary-key-4711/x+y";

function loggerToMemory(...secrets: string[]) {
  const scrubber = createScrubber();
  for (const secret of secrets) scrubber.add(new Secret(secret));
  const lines: string[] = [];
  const logger = createLogger({ level: "debug", scrubber, write: (line) => void lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? "") };
}

const basic = Buffer.from(`ada:${CANARY}`).toString("base64");

/** The ways out that were measured against pino's `redact` (which let 11 through), and some more. */
const LEAKS: [string, (logger: Logger) => void][] = [
  ["the expected key", (log) => log.info({ headers: { authorization: `Bearer ${CANARY}` } }, "sent")],
  ["a key in another case", (log) => log.info({ headers: { Authorization: `Bearer ${CANARY}` } }, "sent")],
  ["four levels down", (log) => log.info({ a: { b: { c: { authorization: CANARY } } } }, "sent")],
  ["headers as a list", (log) => log.info({ rawHeaders: ["x-api-key", CANARY] }, "sent")],
  ["a URL", (log) => log.info({ url: `https://api.test/?key=${encodeURIComponent(CANARY)}` }, "sent")],
  ["the message", (log) => log.info(`sent with ${CANARY}`)],
  ["a formatted argument", (log) => log.info("sent with %s", CANARY)],
  ["an error's message", (log) => log.error({ err: new Error(`bad key ${CANARY}`) }, "failed")],
  [
    "an error's cause",
    (log) => log.error({ err: new Error("failed", { cause: new Error(CANARY) }) }, "failed"),
  ],
  [
    "an error's own properties",
    (log) =>
      log.error({ err: Object.assign(new Error("x"), { config: { headers: { key: CANARY } } }) }, "failed"),
  ],
  ["text that holds JSON", (log) => log.info({ body: JSON.stringify({ password: CANARY }) }, "sent")],
  ["Basic", (log) => log.info({ header: `Basic ${basic}` }, "sent")],
  ["a key of another name", (log) => log.info({ whatever: CANARY }, "sent")],
  ["a Buffer", (log) => log.info({ body: Buffer.from(CANARY) }, "sent")],
  ["a child's binding", (log) => log.child({ token: CANARY }).info("sent")],
  ["a key instead of a value", (log) => log.info({ [CANARY]: true }, "sent")],
];

describe("the logger", () => {
  it.each(LEAKS)("J1: keeps a secret out of the log by way of %s", (_way, write) => {
    const { logger, lines } = loggerToMemory(CANARY);
    write(logger);
    expect(lines).toHaveLength(1);
    const line = lines.join("");
    expect(() => JSON.parse(line)).not.toThrow();
    for (const form of [CANARY, encodeURIComponent(CANARY), basic, Buffer.from(CANARY).join(",")]) {
      expect(line).not.toContain(form);
    }
  });

  it.each(LEAKS)("would have leaked by way of %s if the secret were unknown", (way, write) => {
    const { logger, lines } = loggerToMemory();
    write(logger);
    const text = JSON.stringify(lines);
    const forms = [CANARY, encodeURIComponent(CANARY), basic, Buffer.from(CANARY).join(",")];
    // Own properties of an error are not written at all, known secret or not.
    expect(forms.some((form) => text.includes(form))).toBe(way !== "an error's own properties");
  });

  it("keeps code, message and causes of an error under whatever key it is logged", () => {
    const { logger, last } = loggerToMemory();
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const failure = new ChiefError("egress.unreachable", {
      message: "api.test did not answer",
      cause: refused,
    });
    logger.error({ err: failure, earlier: new AggregateError([refused], "all failed") }, "call failed");
    expect(last()).toMatchObject({
      msg: "call failed",
      err: {
        name: "ChiefError",
        code: "egress.unreachable",
        message: "api.test did not answer",
        cause: { code: "ECONNREFUSED", message: "connect ECONNREFUSED" },
      },
      earlier: { message: "all failed", errors: [{ code: "ECONNREFUSED" }] },
    });
  });

  it("describes an error that is logged alone, and one whose causes go round in a circle", () => {
    const { logger, last } = loggerToMemory();
    const error = new Error("round and round");
    error.cause = error;
    logger.error(error);
    expect(last()).toMatchObject({
      err: { message: "round and round", cause: { message: "round and round" } },
    });
  });

  it("writes where an error was thrown, but its message only once", () => {
    const { logger, last } = loggerToMemory();
    logger.error({ err: new Error("two\nlines") }, "failed");
    expect(last().err.stack[0]).toMatch(/^at .*logger\.test\.ts/);
    expect(JSON.stringify(last().err.stack)).not.toContain("two");
  });

  it("describes thrown values that are not errors", () => {
    const { logger, last } = loggerToMemory();
    logger.error({ err: new Error("x", { cause: { password: "hunter-22" } }) }, "failed");
    expect(last().err.cause).toBe("a thrown object");
    logger.error({ err: new Error("x", { cause: "plain text" }) }, "failed");
    expect(last().err.cause).toBe("plain text");
  });

  it("keeps a line valid JSON when the secret stands in its syntax", () => {
    const digits = loggerToMemory("123456");
    digits.logger.warn({ orderId: 91234567 }, "counted");
    expect(digits.last()).toMatchObject({ level: 40, line: expect.stringContaining("9[secret]7") });
    const broken = loggerToMemory("nabcdef");
    broken.logger.info("\nabcdef");
    expect(broken.last().line).toContain("[secret]");
    expect(broken.lines.join("")).not.toContain("abcdef");
  });

  it("shows a Secret as its mask, however it is logged", () => {
    const { logger, lines } = loggerToMemory();
    const secret = new Secret("never-registered");
    logger.info({ secret, nested: [{ secret }] }, `text ${secret}`);
    logger.info("format %s %j", secret, secret);
    expect(lines.join("")).not.toContain("never-registered");
    expect(lines.join("")).toContain("text [secret]");
  });
});
