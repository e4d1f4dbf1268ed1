import type { ScopeChange } from "../../../integrations/index.ts";
import { countOf, visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { ScopeChangeNote } from "../consent/scope-change.tsx";
import { type Health, HealthBadge } from "./integration-card.tsx";

interface ConnectedPanelProps {
  readonly id: string;
  readonly name: string;
  /** What the first harmless request told (PRODUCT C9). */
  readonly probe: { readonly health: Health; readonly note: string };
  /** The report of the import (PRODUCT C3); absent where no document was given. */
  readonly imported?:
    | {
        readonly actions: number;
        /** The operations that were left out, and what was repaired, in words. */
        readonly notes: readonly { readonly operation: string; readonly reason: string }[];
      }
    | undefined;
  /** What a new consent changed, where there was one before. */
  readonly scopeChange?: ScopeChange | undefined;
  readonly tools: readonly { readonly name: string; readonly method: string }[];
}

const SHOWN_TOOLS = 12;
const SHOWN_NOTES = 50;

function ImportNotes({ imported }: { imported: NonNullable<ConnectedPanelProps["imported"]> }) {
  if (imported.notes.length === 0) return null;
  return (
    <details class="inset">
      <summary>{countOf(imported.notes.length, "note")} about the document</summary>
      <ul class="notes">
        {imported.notes.slice(0, SHOWN_NOTES).map((note) => (
          <li>
            <code>{visibleText(note.operation)}</code> {visibleText(note.reason)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What came of connecting: the probe, the import, and what can be called now. It takes the form's place. */
export function ConnectedPanel({ id, name, probe, imported, scopeChange, tools }: ConnectedPanelProps) {
  const more = tools.length - SHOWN_TOOLS;
  return (
    <section class="stack" aria-label="Result">
      <p class="row">
        <HealthBadge health={probe.health} /> <strong>{visibleText(name)} is connected</strong>
      </p>
      <p>{visibleText(probe.note)}</p>
      <ScopeChangeNote change={scopeChange} />
      {imported && (
        <p>
          The document gave <strong>{countOf(imported.actions, "action")}</strong>.
        </p>
      )}
      {imported && <ImportNotes imported={imported} />}
      {tools.length > 0 && (
        <ul class="chips" aria-label="Tools">
          {tools.slice(0, SHOWN_TOOLS).map((tool) => (
            <li>
              {tool.method} {visibleText(tool.name)}
            </li>
          ))}
          {more > 0 && <li>+{more}</li>}
        </ul>
      )}
      <p class="row">
        <a class="button primary" href={paths.integration(id)}>
          See its actions
        </a>
        {imported && (
          <a class="button" href={paths.openapi(id)}>
            <Icon name="file-text" /> Full report
          </a>
        )}
        <a class="button" href={paths.integrations}>
          <Icon name="check" /> Done
        </a>
      </p>
    </section>
  );
}
