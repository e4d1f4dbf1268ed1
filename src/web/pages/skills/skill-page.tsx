import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { SkillEditor } from "./skill-editor.tsx";
import { type SkillRunSummary, SkillRunsPanel } from "./skill-runs-panel.tsx";
import { type VersionSummary, VersionsPanel } from "./versions-panel.tsx";
import { Worded } from "./worded.tsx";

/** Something that a skill wants to be told. */
export interface SkillInputField {
  readonly name: string;
  readonly type: string;
  /** The texts to choose from, where only those are taken. */
  readonly oneOf?: readonly string[] | undefined;
  readonly description: string;
  readonly value?: string | undefined;
  readonly isRequired: boolean;
}

export interface SkillPageProps {
  readonly name: string;
  readonly description: string;
  readonly usage: string;
  /** Undefined for one that came with Chief. */
  readonly version: number | undefined;
  /** Its steps in words, each line indented by its depth. */
  readonly steps: readonly string[];
  /** What it may do, in a sentence. */
  readonly permissions: string;
  readonly inputs: readonly SkillInputField[];
  readonly faults: readonly string[];
  readonly versions: readonly VersionSummary[];
  readonly runs: readonly SkillRunSummary[];
  readonly document: string;
  readonly mayChange: boolean;
  /** When it was begun from this page, if it was. */
  readonly begunAt?: Date | undefined;
  readonly now: Date;
}

function Controls({ name, mayChange }: Pick<SkillPageProps, "name" | "mayChange">) {
  return (
    <>
      <a class="button" href={paths.skillDocument(name)} download="SKILL.md">
        <Icon name="file-text" /> Export
      </a>
      {mayChange && (
        <>
          <button type="button" data-open="edit-skill">
            <Icon name="wrench" /> Edit
          </button>
          <button
            type="button"
            class="danger"
            hx-post={paths.deleteSkill(name)}
            hx-swap="none"
            hx-confirm="Nobody can run it any more. Its versions and runs stay on record."
            data-confirm-title={`Delete ${name}?`}
            data-confirm-yes="Delete"
            data-confirm-danger=""
          >
            <Icon name="x" /> Delete
          </button>
        </>
      )}
    </>
  );
}

function StepsPanel({ usage, steps, permissions, faults }: SkillPageProps) {
  return (
    <section class="panel stack" aria-labelledby="steps-title">
      <h2 id="steps-title">What it does</h2>
      {faults.length > 0 && (
        <div class="note tone-bad stack" role="alert">
          <strong>It cannot run now:</strong>
          <ul>
            {faults.map((fault) => (
              <li>
                <Worded text={fault} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <p>
        Say <code>{usage}</code> to Chief.
      </p>
      <ol class="steps">
        {steps.map((line) => {
          const depth = Math.min(4, Math.floor((line.length - line.trimStart().length) / 4));
          return (
            <li class={`depth-${depth}`}>
              <Worded text={line.trim()} />
            </li>
          );
        })}
      </ol>
      <p class="muted">
        It <Worded text={permissions} />.
      </p>
    </section>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  string: "Text",
  integer: "Whole number",
  number: "Number",
  boolean: "Yes or no",
  date: "Day, such as 2026-11-21",
};

function RunPanel({ name, inputs }: Pick<SkillPageProps, "name" | "inputs">) {
  return (
    <section class="panel" aria-labelledby="run-title">
      <h2 id="run-title">Run it</h2>
      <form class="stack" method="post" action={paths.runSkill(name)}>
        {inputs.map((input) => (
          <TextField
            id={`input-${input.name}`}
            name={`input_${input.name}`}
            label={input.isRequired ? input.name : `${input.name} (optional)`}
            hint={[input.oneOf ? `One of ${input.oneOf.join(", ")}` : KINDS[input.type], input.description]
              .filter(Boolean)
              .join(": ")}
            value={input.value}
          />
        ))}
        <label class="option">
          <input type="checkbox" name="dry_run" />
          <span>
            Dry run
            <small>Looks things up for real, changes nothing, and shows what it would send.</small>
          </span>
        </label>
        <p class="row end">
          <button type="submit" class="primary">
            <Icon name="send" /> Run
          </button>
        </p>
      </form>
    </section>
  );
}

/** One skill: what it does and may do, how it is run, its versions and its runs. */
export function SkillPage(props: SkillPageProps) {
  const { name, description, version, mayChange, now } = props;
  const about = (
    <>
      <a class="with-icon" href={paths.skills}>
        <Icon name="arrow-left" /> Skills
      </a>{" "}
      · {visibleText(description) || (version === undefined ? "Came with Chief" : `Version ${version}`)}
    </>
  );
  return (
    <>
      <PageHeader title={name} about={about}>
        <Controls name={name} mayChange={mayChange} />
      </PageHeader>
      <div class="stack wide">
        <StepsPanel {...props} />
        <RunPanel {...props} />
        {version !== undefined && (
          <VersionsPanel
            name={name}
            current={version}
            versions={props.versions}
            mayChange={mayChange}
            now={now}
          />
        )}
        <SkillRunsPanel runs={props.runs} begunAt={props.begunAt} now={now} />
      </div>
      {mayChange && (
        <Dialog id="edit-skill" title={`Edit ${name}`}>
          <SkillEditor document={props.document} />
        </Dialog>
      )}
    </>
  );
}
