import { paths } from "../../paths.ts";
import { Field, TextAreaField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Worded } from "./worded.tsx";

interface SkillEditorProps {
  /** A SKILL.md. */
  readonly document: string;
  /** The draft that it takes the place of when it is saved. */
  readonly draftId?: string | undefined;
  readonly faults?: readonly string[];
}

const TEMPLATE = `---
name: my-skill
description: What it is for
---

\`\`\`yaml workflow
inputs:
  - name: order_id
    type: integer
steps:
  - do: call
    id: order
    action: internal-orders-api.get-order
    with: { id: "{{inputs.order_id}}" }
  - do: say
    text: "Order {{inputs.order_id}} is {{order.status}}"
\`\`\`
`;

/** A skill as text, to be changed and saved as its next version. What was entered stays when it is not right. */
export function SkillEditor({ document, draftId, faults = [] }: SkillEditorProps) {
  return (
    <form
      id="skill-editor"
      class="stack"
      enctype="multipart/form-data"
      hx-post={paths.saveSkill}
      hx-target="this"
      hx-swap="outerHTML"
    >
      {faults.length > 0 && (
        <div class="note tone-bad stack" role="alert">
          <strong>It was not saved.</strong>
          <ul>
            {faults.map((fault) => (
              <li>
                <Worded text={fault} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {draftId && <input type="hidden" name="draft" value={draftId} />}
      {document === "" && (
        <Field id="skill-file" label="A SKILL.md of yours">
          <input id="skill-file" name="document_file" type="file" accept=".md,text/markdown" />
        </Field>
      )}
      <TextAreaField
        id="skill-document"
        name="document"
        label={document === "" ? "Or as text" : "SKILL.md"}
        rows={document === "" ? 12 : 22}
        value={document}
        placeholder={TEMPLATE}
        hint="Its name and description between two lines of ---, then the inputs and steps in a block marked ```yaml workflow"
      />
      <p class="row end">
        <button type="submit" class="primary">
          <Icon name="check" /> Check and save
        </button>
      </p>
    </form>
  );
}
