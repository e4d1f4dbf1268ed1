import type { ActionChange, ActionDraft } from "../../actions/index.ts";
import type { Dependent, PreparedUpdate } from "../../integrations/index.ts";
import type { ChangedOperation, Changes } from "../pages/openapi/changes-page.tsx";

const KINDS: Readonly<Record<Dependent["kind"], string>> = {
  rule: "the rule",
  contract: "the action of your own",
  skill: "the skill",
  schedule: "the schedule",
  approval: "a waiting approval:",
};

/** A prepared update as its page shows it. */
export function changesOf({ upload, diff, dependents, mark }: PreparedUpdate): Changes {
  const touches = (touched: string) =>
    dependents
      .filter(({ actionId }) => actionId === touched)
      .map(({ kind, name, href }) => ({ words: `${KINDS[kind]} ${name}`, href }));
  const place = ({ method, path }: ActionDraft) => ({ method, path });
  const changed = ({ action, draft, notes, mayBreak }: ActionChange): ChangedOperation => ({
    ...place(draft),
    notes,
    mayBreak,
    touches: touches(action.id),
  });
  return {
    added: diff.added.map((draft) => ({ ...place(draft), touches: [] })),
    changed: diff.changed.map(changed).toSorted((a, b) => Number(b.mayBreak) - Number(a.mayBreak)),
    removed: diff.removed.map((action) => ({ ...place(action), touches: touches(action.id) })),
    kept: diff.kept.length,
    mark,
    documentName: upload.name,
  };
}
