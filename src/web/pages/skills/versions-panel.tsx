import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Time } from "../../ui/time.tsx";

/** One line that a version has and the one before it has not, or the other way round. */
export interface ChangedLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** A version of a skill, with what it changed. */
export interface VersionSummary {
  readonly version: number;
  readonly savedBy: string;
  readonly savedAt: Date;
  /** The version that it restores. */
  readonly restores: number | null;
  readonly changes: readonly ChangedLine[];
}

const MARKS = { same: " ", removed: "−", added: "+" } as const;

interface VersionsPanelProps {
  readonly name: string;
  readonly current: number;
  /** The newest first. */
  readonly versions: readonly VersionSummary[];
  readonly mayChange: boolean;
  readonly now: Date;
}

function Difference({ changes }: Pick<VersionSummary, "changes">) {
  return (
    <figure class="code-frame" tabindex={0} aria-label="What it changed">
      <pre>
        <code>
          {changes.map(({ kind, text }) => (
            <span class={`diff-${kind}`}>{`${MARKS[kind]} ${visibleText(text.replaceAll("`", ""))}\n`}</span>
          ))}
        </code>
      </pre>
    </figure>
  );
}

/** Every version of a skill, what each changed, and the way back to it. */
export function VersionsPanel({ name, current, versions, mayChange, now }: VersionsPanelProps) {
  return (
    <section class="panel stack" aria-labelledby="versions-title">
      <h2 id="versions-title">Versions</h2>
      <ol class="versions stack">
        {versions.map((one) => (
          <li>
            <details>
              <summary>
                <strong>Version {one.version}</strong> by {visibleText(one.savedBy)},{" "}
                <Time at={one.savedAt} now={now} />
                {one.restores !== null && ` (as version ${one.restores})`}
                {one.version === current && <span class="muted"> · this one is run</span>}
              </summary>
              <Difference changes={one.changes} />
            </details>
            {mayChange && one.version !== current && (
              <form method="post" action={paths.rollBackSkill(name)}>
                <input type="hidden" name="version" value={String(one.version)} />
                <button type="submit" class="small">
                  Go back to version {one.version}
                </button>
              </form>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
