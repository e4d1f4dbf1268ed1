import { describe, expect, it } from "vitest";
import { understandText } from "../../src/execution/answer-text/understand-text.ts";

const read = (text: string, type: string) => understandText(text, type)?.value;

describe("D4: answers that are no JSON become tables", () => {
  it("keeps every digit of a number that a double does not hold", () => {
    expect(
      read(
        '[{"id":12345678901234567890,"n":90071992547409.931,"s":"1234567890123456789","x":0.5}]',
        "application/json",
      ),
    ).toEqual([{ id: "12345678901234567890", n: "90071992547409.931", s: "1234567890123456789", x: 0.5 }]);
  });

  it("reads JSON lines, also where they are called JSON", () => {
    const lines = '{"id":1}\n{"id":2}\r\n\n{"id":3}\n';
    for (const type of ["application/x-ndjson", "application/jsonl", "application/json"])
      expect(read(lines, type)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(read('{"id":1}\nnothing', "application/x-ndjson")).toBeUndefined();
  });

  it("reads CSV with quotes, other separators and numbers that stay exact", () => {
    const csv =
      'id;name;total;zip\r\n1;"Ada; ""the first""";12.50;01234\r\n2;"two\nlines";-3;99999\r\n3;;;\r\n';
    expect(read(csv, "text/csv; charset=utf-8")).toEqual([
      { id: 1, name: 'Ada; "the first"', total: 12.5, zip: "01234" },
      { id: 2, name: "two\nlines", total: -3, zip: "99999" },
      { id: 3, name: null, total: null, zip: null },
    ]);
    expect(read("a,a\n1,2\n", "text/csv")).toBeUndefined();
  });

  it("reads XML, and no document that could bring in entities", () => {
    const xml =
      '<?xml version="1.0"?><!-- list --><s:orders xmlns:s="urn:x"><order id="1"><total>9.50</total><note><![CDATA[a<b]]></note></order><order id="2"><total>1</total><note>x &amp; &#121;</note></order></s:orders>';
    expect(read(xml, "application/xml")).toEqual({
      order: [
        { id: "1", total: "9.50", note: "a<b" },
        { id: "2", total: "1", note: "x & y" },
      ],
    });
    expect(read('<!DOCTYPE x [<!ENTITY e "boo">]><x>&e;</x>', "text/xml")).toBeUndefined();
    expect(read("<a><b></a></b>", "text/xml")).toBeUndefined();
    expect(read("<a>".repeat(500), "text/xml")).toBeUndefined();
  });

  it("takes no web page for data", () => {
    expect(read("<html><body>Sign in</body></html>", "text/html")).toBeUndefined();
    expect(read("hello", "text/plain")).toBe("hello");
  });
});
