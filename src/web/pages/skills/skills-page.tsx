import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge } from "../../ui/badge.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { SkillEditor } from "./skill-editor.tsx";
import { SkillRunBadge, type SkillRunState } from "./skill-runs-panel.tsx";

/** One skill in the list. */
export interface SkillSummary {
  readonly name: string;
  readonly description: string;
  /** How it is called: `ship-order <order_id>`. */
  readonly usage: string;
  /** Undefined for one that came with Chief. */
  readonly version: number | undefined;
  /** Whether it changes something. */
  readonly changes: boolean;
  /** Why it cannot run now. */
  readonly faults: readonly string[];
  readonly lastRun?: { readonly at: Date; readonly state: SkillRunState; readonly runId: string } | undefined;
}

function Row({ skill, now }: { skill: SkillSummary; now: Date }) {
  return (
    <tr>
      <td>
        <a class="strong" href={paths.skill(skill.name)}>
          {skill.name}
        </a>
        <small>{visibleText(skill.description) || "No description"}</small>
      </td>
      <td>
        <code class="bare">{skill.usage}</code>
      </td>
      <td>
        {skill.faults.length > 0 ? (
          <Badge tone="bad" icon="circle-x">
            Cannot run
          </Badge>
        ) : (
          <Badge tone={skill.changes ? "warn" : "plain"} icon={skill.changes ? "wrench" : "search"}>
            {skill.changes ? "Changes something" : "Reads only"}
          </Badge>
        )}
      </td>
      <td>{skill.version === undefined ? "built in" : `version\u00a0${skill.version}`}</td>
      <td>
        {skill.lastRun ? (
          <a href={paths.run(skill.lastRun.runId)}>
            <SkillRunBadge state={skill.lastRun.state} /> <Time at={skill.lastRun.at} now={now} />
          </a>
        ) : (
          <span class="muted">never</span>
        )}
      </td>
    </tr>
  );
}

/** Every skill of the workspace, with those that came with Chief. */
export function SkillsPage({ skills, now }: { skills: readonly SkillSummary[]; now: Date }) {
  return (
    <>
      <PageHeader
        title="Skills"
        about="What was saved to be done again, the same way each time. Say “save this as a skill” to Chief under what worked"
      >
        <button type="button" class="primary" data-open="import-skill">
          <Icon name="plus" /> Import a SKILL.md
        </button>
      </PageHeader>
      <section class="panel" aria-labelledby="skills-title">
        <h2 id="skills-title" class="sr">
          List of skills
        </h2>
        {skills.length === 0 ? (
          <EmptyState icon="sparkles" title="No skill yet">
            Say “save this as a skill” under a thread in which something worked.
          </EmptyState>
        ) : (
          <Table caption="Skills" columns={["Skill", "Say", "Effect", "Version", "Last run"]}>
            {skills.map((skill) => (
              <Row skill={skill} now={now} />
            ))}
          </Table>
        )}
      </section>
      <Dialog id="import-skill" title="Import a skill">
        <SkillEditor document="" />
      </Dialog>
    </>
  );
}
