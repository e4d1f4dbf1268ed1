import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScrubber, type Scrubber, Secret } from "../../src/kernel/index.ts";
import { timesAsLong } from "../support/times-as-long.ts";

const CANARY = `canary/"\\+ ${"k3y"}=ü?&`;

function scrubberKnowing(...values: string[]) {
  const scrubber = createScrubber();
  for (const value of values) scrubber.add(new Secret(value));
  return scrubber;
}

/** A name, how a text gets encoded, and all that may be left of the encoded text when its secret is masked. */
const ENCODINGS: [string, (text: string) => string, RegExp][] = [
  ["raw", (text) => text, /^⟨\[secret\]⟩$/],
  ["JSON", (text) => JSON.stringify({ text }), /^⟨\{"text":"\[secret\]"\}⟩$/],
  [
    "JSON inside JSON",
    (text) => JSON.stringify({ body: JSON.stringify({ text }) }),
    /^⟨\{"body":"\{\\"text\\":\\"\[secret\]\\"\}"\}⟩$/,
  ],
  ["JSON with escaped slashes", (text) => JSON.stringify(text).replaceAll("/", "\\/"), /^⟨"\[secret\]"⟩$/],
  ["a URL component", (text) => encodeURIComponent(text), /^⟨\[secret\]⟩$/],
  ["a URL component in lower case", (text) => lowerCaseEscapes(encodeURIComponent(text)), /^⟨\[secret\]⟩$/],
  ["a form field", (text) => new URLSearchParams({ q: text }).toString(), /^⟨q=\[secret\]⟩$/],
  ["hex", (text) => Buffer.from(text).toString("hex"), /^⟨\[secret\]⟩$/],
  ["hex in capitals", (text) => Buffer.from(text).toString("hex").toUpperCase(), /^⟨\[secret\]⟩$/],
  // Two bytes of padding, and up to one character on each side that also depends on a neighbour.
  ["base64", (text) => Buffer.from(text).toString("base64"), /^⟨\[secret\].?={0,2}⟩$/],
  ["base64url", (text) => Buffer.from(text).toString("base64url"), /^⟨\[secret\].?⟩$/],
  [
    "base64 after one byte",
    (text) => Buffer.from(`x${text}yyy`).toString("base64"),
    /^⟨..\[secret\].{1,5}={0,2}⟩$/,
  ],
  [
    "base64 after two bytes",
    (text) => Buffer.from(`xx${text}yyy`).toString("base64"),
    /^⟨...\[secret\].{1,5}={0,2}⟩$/,
  ],
  [
    "base64 in a URL",
    (text) => encodeURIComponent(Buffer.from(text).toString("base64")),
    /^⟨\[secret\](.|%2B|%2F)?(%3D){0,2}⟩$/,
  ],
  [
    "Basic",
    (text) => `Basic ${Buffer.from(`ada:${text}`).toString("base64")}`,
    /^⟨Basic .{6}\[secret\].?={0,2}⟩$/,
  ],
  [
    "a logged Buffer",
    (text) => JSON.stringify(Buffer.from(text)),
    /^⟨\{"type":"Buffer","data":\[\[secret\]\]\}⟩$/,
  ],
];

function lowerCaseEscapes(text: string): string {
  return text.replace(/%../g, (encoded) => encoded.toLowerCase());
}

describe("scrubbing a text", () => {
  it.each(ENCODINGS)("C2: masks a secret as %s", (_name, encode, left) => {
    expect(scrubberKnowing(CANARY).scrub(`⟨${encode(CANARY)}⟩`)).toMatch(left);
  });

  it("C2: masks any secret of six characters or more in every encoding", () => {
    const anySecret = fc.string({ minLength: 6, maxLength: 60, unit: "grapheme" });
    fc.assert(
      fc.property(anySecret, fc.constantFrom(...ENCODINGS), (value, [, encode, left]) => {
        expect(scrubberKnowing(value).scrub(`⟨${encode(value)}⟩`)).toMatch(left);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves every other text as it is", () => {
    const scrubber = scrubberKnowing(CANARY, "another-secret");
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(scrubber.scrub(text)).toBe(text);
      }),
    );
  });

  it("masks secrets that overlap or touch as one", () => {
    const scrubber = scrubberKnowing("abcdefgh", "efghijkl", "mnopqr");
    expect(scrubber.scrub("<abcdefghijklmnopqr> <abcdefgh>")).toBe("<[secret]> <[secret]>");
  });

  it("masks a secret at the very beginning and the very end", () => {
    expect(scrubberKnowing("abcdef").scrub("abcdef")).toBe("[secret]");
    expect(scrubberKnowing("abcdef").scrub("abcdef-abcdef")).toBe("[secret]-[secret]");
  });

  it("does not search for what is shorter than six characters, but for its longer encodings", () => {
    const scrubber = scrubberKnowing("admin");
    expect(scrubber.scrub("the admin page")).toBe("the admin page");
    expect(scrubber.scrub(`hex ${Buffer.from("admin").toString("hex")}`)).toBe("hex [secret]");
  });

  it("forgets a secret when everyone who added it has let go of it", () => {
    const scrubber = createScrubber();
    const forgetFirst = scrubber.add(new Secret("shared-secret"));
    const forgetSecond = scrubber.add(new Secret("shared-secret"));
    forgetFirst();
    forgetFirst();
    expect(scrubber.scrub("shared-secret")).toBe("[secret]");
    forgetSecond();
    expect(scrubber.scrub("shared-secret")).toBe("shared-secret");
  });

  it("still masks after the Secret it was given was wiped", () => {
    const scrubber = createScrubber();
    const secret = new Secret("short-lived");
    scrubber.add(secret);
    secret.wipe();
    expect(scrubber.scrub("a short-lived value")).toBe("a [secret] value");
  });

  it("is not slowed down by a text that repeats the ending of a long secret", () => {
    const ending = "-----END KEY-----";
    const scrubber = scrubberKnowing(`-----BEGIN KEY-----${randomBytes(3000).toString("base64")}${ending}`);
    const repeating = "E KEY-----END KEY-----".repeat(5000);
    const harmless = randomBytes(repeating.length).toString("base64").slice(0, repeating.length);
    const times = timesAsLong(
      () => void scrubber.scrub(repeating),
      () => void scrubber.scrub(harmless),
    );
    expect(times).toBeLessThan(8);
  });

  it("takes no longer with 2,500 secrets than with one, but for a little", () => {
    const secrets = Array.from({ length: 2500 }, () => randomBytes(20).toString("base64url"));
    const lines = Array.from({ length: 200 }, () =>
      JSON.stringify({ msg: randomBytes(440).toString("base64") }),
    );
    const scrubWith = (scrubber: Scrubber) => () => {
      for (const line of lines) scrubber.scrub(line);
    };
    const times = timesAsLong(
      scrubWith(scrubberKnowing(...secrets)),
      scrubWith(scrubberKnowing(...secrets.slice(0, 1))),
    );
    expect(times).toBeLessThan(5);
  });
});
