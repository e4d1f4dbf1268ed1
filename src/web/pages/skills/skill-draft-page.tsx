import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { SkillEditor } from "./skill-editor.tsx";

interface SkillDraftPageProps {
  readonly id: string;
  readonly name: string;
  /** What was understood, as a SKILL.md. */
  readonly document: string;
}

/** What Chief understood of a skill in a thread, to be put right before it is saved. */
export function SkillDraftPage({ id, name, document }: SkillDraftPageProps) {
  const about = (
    <>
      <a class="with-icon" href={paths.skills}>
        <Icon name="arrow-left" /> Skills
      </a>{" "}
      · Not saved yet. Change its name, what it asks for and what it does, then save it.
    </>
  );
  return (
    <>
      <PageHeader title={`Draft of ${name}`} about={about} />
      <section class="panel">
        <SkillEditor document={document} draftId={id} />
      </section>
    </>
  );
}
