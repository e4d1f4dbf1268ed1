import type { JsonObject } from "../../kernel/index.ts";
import { visibleText } from "../../kernel/index.ts";
import { JsonBlock } from "../ui/code-block.tsx";

/** What this page cannot draw, said plainly, with its JSON to look into. */
export function UnknownBox({
  what,
  type,
  content,
}: {
  what: "block" | "element";
  type: string;
  content: JsonObject;
}) {
  const name = visibleText(type) || "without a type";
  return (
    <details class="unknown">
      <summary>
        A {what} that this page does not draw: <code>{name}</code>
      </summary>
      <JsonBlock value={content} label={`JSON of the ${what}`} />
    </details>
  );
}
