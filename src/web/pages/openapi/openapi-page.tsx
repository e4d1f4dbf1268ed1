import type { Child } from "hono/jsx";
import { countOf, visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { describedBy, Field, TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Time } from "../../ui/time.tsx";
import { DOCUMENT_HINT } from "../integrations/connect-form.tsx";
import { IntegrationTabs } from "../integrations/integration-tabs.tsx";
import { DriftNote } from "./drift-note.tsx";
import {
  fittingLines,
  ReportFilters,
  type ReportLine,
  ReportList,
  type ReportQuery,
} from "./report-list.tsx";

/** The document that an integration's actions came from. */
export interface DocumentFacts {
  readonly name: string;
  readonly sourceUrl: string | null;
  readonly sha256: string;
  readonly importedAt: Date;
  readonly imported: number;
  readonly total: number;
  readonly lines: readonly ReportLine[];
  /** What is odd about the document as a whole. */
  readonly warnings: readonly string[];
}

interface OpenApiPageProps {
  readonly integration: { readonly id: string; readonly name: string };
  readonly document: DocumentFacts | undefined;
  readonly query: ReportQuery;
  /** A newer document waits to be applied. */
  readonly hasPending: boolean;
  readonly drift: string | undefined;
  readonly now: Date;
  readonly mayManage: boolean;
}

const inWords = (count: number) => count.toLocaleString("en-US");

function Source({ document, now }: { document: DocumentFacts; now: Date }) {
  const { name, sourceUrl, sha256, importedAt, imported, total } = document;
  const facts: readonly (readonly [string, Child])[] = [
    ["Document", <span>{visibleText(name)}</span>],
    ...(sourceUrl ? [["Fetched from", <code>{visibleText(sourceUrl)}</code>] as const] : []),
    ["Read", <Time at={importedAt} now={now} />],
    ["Imported", `${inWords(imported)} of ${inWords(total)} operations`],
    ["SHA-256", <code title={sha256}>{sha256.slice(0, 12)}…</code>],
  ];
  return (
    <dl class="facts">
      {facts.map(([term, detail]) => (
        <div>
          <dt>{term}</dt>
          <dd>{detail}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the validator says; it is asked only when somebody looks, since it takes seconds. */
export function Complaints({ complaints }: { complaints: readonly string[] }) {
  if (complaints.length === 0)
    return (
      <p id="complaints" class="muted">
        The validator finds nothing wrong with the document.
      </p>
    );
  return (
    <details id="complaints" class="inset">
      <summary>{countOf(complaints.length, "complaint")} of the validator</summary>
      <p class="muted">They do not keep an operation from being imported.</p>
      <ul class="notes">
        {complaints.map((complaint) => (
          <li>{visibleText(complaint)}</li>
        ))}
      </ul>
    </details>
  );
}

/** How a newer document is given; with what was wrong with the last one. */
export function UpdateForm({ id, error }: { id: string; error?: string | undefined }) {
  const hint = DOCUMENT_HINT;
  return (
    <form
      id="update-form"
      class="stack"
      method="post"
      action={paths.openapi(id)}
      enctype="multipart/form-data"
      hx-post={paths.openapi(id)}
      hx-swap="outerHTML"
      novalidate
    >
      <Field id="openapi-file" label="Newer document" hint={hint} error={error}>
        <input
          {...describedBy("openapi-file", { error, hint })}
          name="openapi_file"
          type="file"
          accept=".json,.yaml,.yml,.zip,.gz"
        />
      </Field>
      <details class="inset">
        <summary>From an address, or pasted</summary>
        <TextField id="openapi-url" name="openapi_url" type="url" label="Address of the document" />
        <TextAreaField id="openapi" name="openapi" label="OpenAPI document as text" rows={6} />
      </details>
      <p class="row">
        <button type="submit" class="primary">
          <Icon name="search" /> Compare
        </button>
        <small class="muted">You see what would change before anything does.</small>
      </p>
    </form>
  );
}

function Update({ integration, document, hasPending }: OpenApiPageProps) {
  const { id } = integration;
  return (
    <section class="panel stack" aria-labelledby="update-title">
      <div class="row spread">
        <h2 id="update-title">{document ? "Refresh" : "Give a document"}</h2>
        {document?.sourceUrl && (
          <button
            type="button"
            hx-post={paths.refreshOpenapi(id)}
            hx-target="#update-form"
            hx-swap="outerHTML"
          >
            <Icon name="refresh-cw" /> Fetch it again
          </button>
        )}
      </div>
      {hasPending && (
        <p class="note tone-warn">
          <Icon name="info" />{" "}
          <span>
            A newer document waits for a decision.{" "}
            <a href={paths.openapiChanges(id)}>See what it would change</a>
          </span>
        </p>
      )}
      <UpdateForm id={id} />
    </section>
  );
}

function Report({ integration, document, query }: OpenApiPageProps & { document: DocumentFacts }) {
  const { id } = integration;
  return (
    <section id="report" class="panel stack" aria-labelledby="report-title">
      <h2 id="report-title">What the import gave</h2>
      {document.warnings.length > 0 && (
        <ul class="notes">
          {document.warnings.map((warning) => (
            <li>{visibleText(warning)}</li>
          ))}
        </ul>
      )}
      <p
        id="complaints"
        class="muted"
        hx-get={paths.openapiComplaints(id)}
        hx-trigger="load"
        hx-swap="outerHTML"
      >
        The validator reads the document…
      </p>
      {document.lines.length > 0 ? (
        <>
          <ReportFilters integrationId={id} query={query} />
          <ReportList integrationId={id} lines={fittingLines(document.lines, query)} query={query} />
        </>
      ) : (
        <EmptyState icon="file-text" title="The document has no operations" />
      )}
    </section>
  );
}

/** Where an integration's actions came from: the document, the report of its import, and the way to a newer one. */
export function OpenApiPage(props: OpenApiPageProps) {
  const { integration, document, now, mayManage, drift } = props;
  return (
    <>
      <PageHeader title={visibleText(integration.name)} />
      <IntegrationTabs id={integration.id} kind="api" current="document" mayManage={mayManage} />
      <div class="stack wide">
        {drift && <DriftNote id={integration.id} note={drift} mayManage={mayManage} />}
        <section class="panel stack" aria-labelledby="source-title">
          <h2 id="source-title">Source</h2>
          {document ? (
            <Source document={document} now={now} />
          ) : (
            <EmptyState icon="file-text" title="No document yet">
              Its actions were described one by one. A document adds what it describes to them.
            </EmptyState>
          )}
        </section>
        {mayManage && <Update {...props} />}
        {document && <Report {...props} document={document} />}
      </div>
    </>
  );
}
