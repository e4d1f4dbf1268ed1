import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { TextAreaField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";

interface SkillEditorProps {
  /** A SKILL.md. */
  readonly document: string;
  /** The draft that it takes the place of when it is saved. */
  readonly draftId?: string | undefined;
  readonly faults?: readonly string[];
}

/** A skill as text, to be changed and saved as its next version. What was entered stays when it is not right. */
export function SkillEditor({ document, draftId, faults = [] }: SkillEditorProps) {
  return (
    <form id="skill-editor" class="stack" hx-post={paths.saveSkill} hx-target="this" hx-swap="outerHTML">
      {faults.length > 0 && (
        <div class="note tone-bad stack" role="alert">
          <strong>It was not saved.</strong>
          <ul>
            {faults.map((fault) => (
              <li>{visibleText(fault)}</li>
            ))}
          </ul>
        </div>
      )}
      {draftId && <input type="hidden" name="draft" value={draftId} />}
      <TextAreaField
        id="skill-document"
        name="document"
        label="SKILL.md"
        rows={20}
        value={document}
        hint="Front matter with name and description, prose for people, and the steps in a block marked ```yaml workflow"
      />
      <p class="row end">
        <button type="submit" class="primary">
          <Icon name="check" /> Check and save
        </button>
      </p>
    </form>
  );
}
