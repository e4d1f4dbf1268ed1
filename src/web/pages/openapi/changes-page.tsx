import type { Child } from "hono/jsx";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, MethodBadge } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { SwitchOnField } from "../integrations/connect-form.tsx";

export interface ChangedOperation {
  readonly method: string;
  readonly path: string;
  /** What is different, in words; absent for what is new or gone. */
  readonly notes?: readonly string[];
  readonly mayBreak?: boolean;
  /** What rests on it. */
  readonly touches: readonly { readonly words: string; readonly href?: string | undefined }[];
}

/** What a newer document would change. */
export interface Changes {
  readonly added: readonly ChangedOperation[];
  readonly changed: readonly ChangedOperation[];
  readonly removed: readonly ChangedOperation[];
  readonly kept: number;
  /** Identifies exactly this difference. */
  readonly mark: string;
  readonly documentName: string;
}

interface ChangesPageProps {
  readonly integration: { readonly id: string; readonly name: string };
  /** Absent when nothing waits for a decision. */
  readonly changes: Changes | undefined;
  /** Why what was decided could not be done. */
  readonly problem?: string | undefined;
}

const MOST_SHOWN = 200;
const inWords = (count: number) => count.toLocaleString("en-US");

function Touches({ touches }: Pick<ChangedOperation, "touches">) {
  return (
    <>
      {touches.map(({ words, href }) => (
        <small class="block">
          <Icon name="info" /> {href ? <a href={href}>{visibleText(words)}</a> : visibleText(words)}
        </small>
      ))}
    </>
  );
}

function Row({ operation }: { operation: ChangedOperation }) {
  return (
    <tr>
      <td>
        <MethodBadge method={operation.method} />
      </td>
      <td>
        <code class="bare">{visibleText(operation.path)}</code>
      </td>
      <td>
        {operation.mayBreak && <Badge tone="warn">may break</Badge>}
        {operation.notes?.map((note) => (
          <small class="block">{visibleText(note)}</small>
        ))}
        <Touches touches={operation.touches} />
      </td>
    </tr>
  );
}

interface GroupProps {
  readonly title: string;
  readonly about: Child;
  readonly operations: readonly ChangedOperation[];
}

function Group({ title, about, operations }: GroupProps) {
  if (operations.length === 0) return null;
  const more = operations.length - MOST_SHOWN;
  return (
    <section class="panel stack" aria-label={title}>
      <h2>
        {title} <small>{inWords(operations.length)}</small>
      </h2>
      <p class="muted">{about}</p>
      <Table caption={title} columns={["Method", "Path", "What is different, and what it touches"]}>
        {operations.slice(0, MOST_SHOWN).map((operation) => (
          <Row operation={operation} />
        ))}
      </Table>
      {more > 0 && <p class="muted">and {inWords(more)} more</p>}
    </section>
  );
}

function Decision({ id, changes }: { id: string; changes: Changes }) {
  const { added, changed, removed, kept, documentName } = changes;
  return (
    <section class="panel stack" aria-labelledby="decision-title">
      <h2 id="decision-title">{visibleText(documentName)}</h2>
      <p>
        <strong>{inWords(added.length)}</strong> new, <strong>{inWords(changed.length)}</strong> changed,{" "}
        <strong>{inWords(removed.length)}</strong> gone, {inWords(kept)} as they are. What stays keeps its
        name, whether it is on, and your settings.
      </p>
      <form class="stack" method="post" action={paths.openapiChanges(id)}>
        <input type="hidden" name="mark" value={changes.mark} />
        {added.length > 0 && <SwitchOnField label="New operations that are switched on" />}
        <p class="row">
          <button type="submit" class="primary" name="decision" value="apply">
            <Icon name="check" /> Apply
          </button>
          <button type="submit" name="decision" value="decline">
            <Icon name="x" /> Decline
          </button>
        </p>
      </form>
    </section>
  );
}

/** What a newer document would change and what that touches, before anything is changed (PRODUCT C4). */
export function ChangesPage({ integration, changes, problem }: ChangesPageProps) {
  const back = (
    <a class="with-icon" href={paths.openapi(integration.id)}>
      <Icon name="arrow-left" /> OpenAPI document
    </a>
  );
  return (
    <>
      <PageHeader title={`Changes to ${visibleText(integration.name)}`} about={back} />
      <div class="stack wide">
        {problem && (
          <p class="note tone-warn" role="alert">
            <Icon name="triangle-alert" /> {problem}
          </p>
        )}
        {changes ? (
          <>
            <Decision id={integration.id} changes={changes} />
            <Group
              title="Gone"
              about="The document does not have them any more. Their actions are deleted."
              operations={changes.removed}
            />
            <Group
              title="Changed"
              about="An approval that waits for one of them has to be asked again."
              operations={changes.changed}
            />
            <Group title="New" about="They become actions." operations={changes.added} />
          </>
        ) : (
          <EmptyState icon="check" title="Nothing waits for a decision">
            The actions are those of the document that was applied last.
          </EmptyState>
        )}
      </div>
    </>
  );
}
