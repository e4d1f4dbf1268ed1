import { visibleText } from "../../kernel/index.ts";

/** Foreign text exactly as it is, with what would not show written out. Scrolls inside itself. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <figure class="code-frame" tabindex={0} aria-label={label}>
      <pre>
        <code>{visibleText(text)}</code>
      </pre>
    </figure>
  );
}

/** JSON for reading: indented; anything that is not JSON as it stands. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  return <CodeBlock text={text} label={label} />;
}
