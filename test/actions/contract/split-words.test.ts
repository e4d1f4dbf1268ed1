import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitWords } from "../../../src/actions/contract/curl/split-words.ts";

function words(text: string): readonly string[] {
  const split = splitWords(text);
  if (!split.ok) throw new Error(split.message);
  return split.words;
}

const single = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
const double = (word: string) => `"${word.replace(/[$`"\\]/g, "\\$&")}"`;
const escaped = (word: string) =>
  word === "" ? "''" : word.replace(/[^A-Za-z0-9]/g, (c) => (c === "\n" ? "'\n'" : `\\${c}`));
const ansi = (word: string) =>
  `$'${[...Buffer.from(word, "utf8")].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}'`;

describe("C5: the words of a pasted command", () => {
  it.each<[string, readonly string[]]>([
    ["curl https://a.b/c", ["curl", "https://a.b/c"]],
    [`curl -H 'A: b c' -d "x=\\"1\\""`, ["curl", "-H", "A: b c", "-d", 'x="1"']],
    ["curl \\\n  -X POST \\\r\n  https://a.b", ["curl", "-X", "POST", "https://a.b"]],
    [`a'b'"c"d`, ["abcd"]],
    [`'it'\\''s'`, ["it's"]],
    [`"" ''`, ["", ""]],
    [`$'a\\nb\\t\\'\\x41\\u00e9\\101'`, ["a\nb\t'A\u00e9A"]],
    [`"$HOME/x" $TOKEN`, ["$HOME/x", "$TOKEN"]],
    [`"a\\nb"`, ["a\\nb"]],
    ["a # the rest is a comment\nb", ["a", "b"]],
    ["a#b", ["a#b"]],
    [`"one\\\ntwo"`, ["onetwo"]],
  ])("%j", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([
    "'open",
    '"open',
    "$'open",
    "end\\",
    "a | b",
    "a; rm x",
    "a $(id)",
    '"`id`"',
    "a > f",
    '"$(id)"',
    "a && b",
  ])("%j is refused in words", (text) => {
    const split = splitWords(text);
    expect(split.ok).toBe(false);
    if (!split.ok) expect(split.message).toMatch(/paste/i);
  });

  it("gives any words back, however they are quoted", () => {
    const word = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\0\r]/.test(text));
    const quoting = fc.constantFrom(single, double, escaped, ansi);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, quoting), { maxLength: 6 }), (quoted) => {
        const text = quoted.map(([plain, quote]) => quote(plain)).join(" \\\n ");
        expect(words(text)).toEqual(quoted.map(([plain]) => plain));
      }),
      { numRuns: 300 },
    );
  });

  it("splits as a real shell does", () => {
    const piece = fc.constantFrom(
      "a",
      "'x y'",
      '"p q"',
      "\\ ",
      "\\\\",
      '"\\$"',
      "''",
      "é",
      "=",
      "-d",
      "\\\n",
      " ",
      "\t",
      '"\\a"',
      "#",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join("");
        // A comment ends with its line, and with it the command; here a line break is only a blank.
        fc.pre(!/#[^\n]*\n/.test(text));
        const script = `for word in ${text}\ndo printf '%s\\0' "$word"; done`;
        const { stdout } = spawnSync("sh", ["-f", "-c", script], { encoding: "utf8" });
        const expected = stdout.split("\0").slice(0, -1);
        expect(words(text)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("is total: any text is split or refused", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "a", " ", "\n", "(", "`", "x") }),
        (text) => {
          const split = splitWords(text);
          expect(
            split.ok ? split.words.every((word) => typeof word === "string") : split.message !== "",
          ).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
