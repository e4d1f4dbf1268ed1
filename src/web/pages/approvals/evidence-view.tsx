import { visibleText } from "../../../kernel/index.ts";
import { Icon } from "../../ui/icon.tsx";
import { Table } from "../../ui/table.tsx";

/** What is shown beside a request: what it would change, and where its values come from. */
export interface ApprovalEvidence {
  readonly before?:
    | {
        readonly kind: "read";
        readonly changes: readonly {
          readonly path: string;
          readonly before?: string;
          readonly after?: string;
        }[];
      }
    | { readonly kind: "unreadable"; readonly why: string }
    | undefined;
  readonly marks?:
    | readonly { readonly at: string; readonly value: string; readonly source: string }[]
    | undefined;
  readonly again?: string | undefined;
  readonly look?: string | undefined;
}

/** The evidence beside a request; nothing when there is none. */
export function EvidenceView({ evidence, method }: { evidence: ApprovalEvidence; method: string }) {
  const { before, marks = [], again, look } = evidence;
  return (
    <>
      {again && (
        <p class="notice">
          <Icon name="refresh-cw" /> {visibleText(again)}. Please look again.
        </p>
      )}
      {look && <p class="notice">{visibleText(look)}.</p>}
      {before?.kind === "unreadable" && (
        <p class="muted">What it is now could not be read: {visibleText(before.why)}.</p>
      )}
      {before?.kind === "read" && <Changes changes={before.changes} method={method} />}
      {marks.length > 0 && <Marks marks={marks} />}
    </>
  );
}

type Changes = Extract<NonNullable<ApprovalEvidence["before"]>, { kind: "read" }>["changes"];

function Changes({ changes, method }: { changes: Changes; method: string }) {
  if (changes.length === 0) return <p class="muted">Before → after: it has these values already.</p>;
  const caption = method === "DELETE" ? "What would go away" : "Before and after";
  return (
    <Table caption={caption} columns={["Field", "Before", "After"]}>
      {changes.map(({ path, before, after }) => (
        <tr>
          <th scope="row">{visibleText(path)}</th>
          <td>{before === undefined ? <i>not there</i> : visibleText(before)}</td>
          <td>{after === undefined ? <i>gone</i> : visibleText(after)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Marks({ marks }: { marks: NonNullable<ApprovalEvidence["marks"]> }) {
  return (
    <div class="notice">
      <p>
        <Icon name="triangle-alert" /> Nobody wrote these values; they came out of data:
      </p>
      <ul>
        {marks.map(({ at, value, source }) => (
          <li>
            <code>{visibleText(at)}</code> = <code>{visibleText(value)}</code> (out of {visibleText(source)})
          </li>
        ))}
      </ul>
    </div>
  );
}
