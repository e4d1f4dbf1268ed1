import type { Child } from "hono/jsx";
import type { ProviderScope } from "../../../integrations/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { Icon } from "../../ui/icon.tsx";

interface ScopeBoxesProps {
  readonly scopes: readonly ProviderScope[];
  /** What is chosen on the provider's own page instead. */
  readonly access?: string | undefined;
  readonly chosen: readonly string[];
}

/** What a provider can be asked for, in plain words. */
export function ScopeBoxes({ scopes, access, chosen }: ScopeBoxesProps) {
  if (scopes.length === 0) return <p>What Chief may do: {access ?? "what you agree to there"}.</p>;
  return (
    <fieldset class="stack">
      <legend>What Chief may do</legend>
      {scopes.map(({ id, words }) => (
        <label class="option">
          <input type="checkbox" name="scope" value={id} checked={chosen.includes(id)} />
          <span>
            {words}
            <small>{id}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/**
 * A form whose answer sends the browser to a provider. Posted by htmx: after a form that the browser posts itself, our
 * content security policy would not let it follow to another site. Without scripts the answer is a page with a link.
 */
export function ConsentForm({
  action,
  label,
  children,
}: {
  action: string;
  label: string;
  children?: Child;
}) {
  return (
    <form class="stack" method="post" action={action} hx-post={action} hx-swap="none">
      {children}
      <p class="row">
        <button type="submit" class="primary">
          <Icon name="external-link" /> {visibleText(label)}
        </button>
      </p>
    </form>
  );
}
