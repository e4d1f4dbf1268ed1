import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { TextAreaField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";

interface SkillEditorProps {
  /** A SKILL.md. */
  readonly document: string;
  readonly faults?: readonly string[];
}

/** A skill as text, to be changed and saved as its next version. What was entered stays when it is not right. */
export function SkillEditor({ document, faults = [] }: SkillEditorProps) {
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
