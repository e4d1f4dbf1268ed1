import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inexactNumeralIn, isExactNumeral, parseJson } from "../../src/kernel/index.ts";

describe("E3 I1: numbers whose digits would get lost", () => {
  it.each([
    ["0", true],
    ["-0", true],
    ["0.10", true],
    ["19.99", true],
    ["1e3", true],
    ["1.50E+3", true],
    ["9007199254740991", true],
    ["9007199254740992", true],
    ["9007199254740993", false],
    ["-9007199254740993", false],
    ["123456789012345678901234567890", false],
    ["100000000000000000000000", true],
    ["0.1234567890123456789", false],
    ["1e400", false],
    ["-1e400", false],
    ["1e-400", false],
    ["5e-324", true],
    ["1.7976931348623157e308", true],
  ])("%s: %s", (numeral, isExact) => expect(isExactNumeral(numeral)).toBe(isExact));

  it("are found wherever they stand in a JSON text, and not within strings", () => {
    expect(inexactNumeralIn('{"a":[1,{"b":-9007199254740993}]}')).toBe("-9007199254740993");
    expect(inexactNumeralIn("1e400")).toBe("1e400");
    expect(
      inexactNumeralIn('{"9007199254740993":"9007199254740993","c":"\\"9007199254740993"}'),
    ).toBeUndefined();
    expect(inexactNumeralIn('{"a":"\\\\","b":9007199254740993}')).toBe("9007199254740993");
    expect(inexactNumeralIn('{"a":"not closed 9007199254740993')).toBeUndefined();
    expect(inexactNumeralIn("- 1234567890123456")).toBe("-");
  });

  it("become the text of their digits in data, and nothing else does", () => {
    const text = '{"id":9007199254740993,"at":"9007199254740993","sums":[19.99,1e400,7],"e":"\\"1e400"}';
    expect(parseJson(text)).toEqual({
      ...{ id: "9007199254740993", at: "9007199254740993", sums: [19.99, "1e400", 7], e: '"1e400' },
    });
    expect(() => parseJson('{"a":9007199254740993')).toThrow(SyntaxError);
  });

  it("are those integers that do not print as they were written", () => {
    const integers = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
    fc.assert(
      fc.property(integers, (given) => {
        expect(isExactNumeral(String(given))).toBe(withoutExponent(Number(given)) === String(given));
      }),
    );
  });

  it("are none that a number was written as", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(inexactNumeralIn(JSON.stringify(JSON.parse(text)))).toBeUndefined();
        expect(parseJson(JSON.stringify(JSON.parse(text)))).toEqual(JSON.parse(text));
      }),
    );
  });
});

/** A number as it prints, `1.5e+21` written out. */
function withoutExponent(number: number): string {
  const [digits = "", exponent = "0"] = String(number).split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  return `${whole}${fraction.padEnd(Number(exponent), "0")}`;
}
