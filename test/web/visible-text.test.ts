import { describe, expect, it } from "vitest";
import { visibleText } from "../../src/kernel/index.ts";

describe("text with characters that show nothing", () => {
  it.each([
    ["approve\u202egnp.exe", "approve⟨U+202E⟩gnp.exe"],
    ["h\u200bttps://evil.example", "h⟨U+200B⟩ttps://evil.example"],
    ["a\u0000b", "a⟨U+0000⟩b"],
    ["tag\u{e0041}", "tag⟨U+E0041⟩"],
    ["soft\u00adhyphen", "soft⟨U+00AD⟩hyphen"],
    ["a\u200db", "a⟨U+200D⟩b"],
  ])("I4: writes them out in %j", (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it.each(["Łódź 東京 שלום", "line\nfeed\tand tab", "👩‍💻 ❤️ 👍🏽", "plain"])("leaves %j as it is", (text) => {
    expect(visibleText(text)).toBe(text);
  });
});
