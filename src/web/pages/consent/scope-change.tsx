import type { ScopeChange } from "../../../integrations/index.ts";
import { visibleText } from "../../../kernel/index.ts";

/** What the last consent changed, in words; nothing where it changed nothing. */
export function ScopeChangeNote({ change }: { change: ScopeChange | undefined }) {
  if (!change || change.gained.length + change.lost.length === 0) return null;
  const parts = [
    ["Gained", change.gained],
    ["Lost", change.lost],
  ] as const;
  return (
    <dl class="facts" aria-label="What the last consent changed">
      {parts.map(
        ([term, scopes]) =>
          scopes.length > 0 && (
            <div>
              <dt>{term} with the last consent</dt>
              <dd>{scopes.map(visibleText).join(", ")}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
