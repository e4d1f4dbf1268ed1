import { visibleText } from "../../../kernel/index.ts";

/** Words about a skill, with the names and references that stand in backticks set as code. */
export function Worded({ text }: { text: string }) {
  return (
    <>
      {text.split("`").map((part, at) => {
        const words = visibleText(part.replaceAll("**", ""));
        return at % 2 === 1 ? <code>{words}</code> : words;
      })}
    </>
  );
}
