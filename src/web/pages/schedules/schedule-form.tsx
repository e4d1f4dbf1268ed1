import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { describedBy, Field, TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";

/** What the fields hold, as text. */
export type EnteredSchedule = Readonly<Record<ScheduleField, string>>;
export type ScheduleField =
  | "request"
  | "times"
  | "timeZone"
  | "channel"
  | "missed"
  | "overlapping"
  | "broken"
  | "unanswered"
  | "answerWithinMinutes"
  | "fallback"
  | "tells";

/** What the times say, read back. */
export type TimesPreview =
  | {
      readonly ok: true;
      readonly words: string;
      readonly next: readonly { readonly local: string; readonly note: string | undefined }[];
    }
  | { readonly ok: false; readonly fault: string };

type Options = readonly (readonly [value: string, words: string])[];

export interface ScheduleFormProps {
  readonly entered: EnteredSchedule;
  readonly faults: Partial<Record<ScheduleField, string>>;
  readonly preview: TimesPreview | undefined;
  readonly choices: {
    readonly missed: Options;
    readonly overlapping: Options;
    readonly broken: Options;
    readonly unanswered: Options;
    readonly tells: Options;
    /** Members by id, where the visitor may name one. */
    readonly people: Options;
    readonly timeZones: readonly string[];
    readonly skills: readonly string[];
  };
  /** The number of the schedule that is changed. */
  readonly number: number | undefined;
}

/** The next times, swapped while somebody types. */
export function Preview({ preview }: { preview: TimesPreview | undefined }) {
  return (
    <div id="schedule-preview" role="status" class={`note tone-${preview && !preview.ok ? "bad" : "info"}`}>
      {preview === undefined && <span>The next five times are shown here.</span>}
      {preview?.ok === false && (
        <span>
          <Icon name="triangle-alert" /> {visibleText(preview.fault)}
        </span>
      )}
      {preview?.ok && (
        <div>
          <strong>{preview.words}:</strong>
          <ol class="next-times">
            {preview.next.map(({ local, note }) => (
              <li>
                {local}
                {note && <small>{note}</small>}
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}

/** The page on which a schedule is made or changed. */
export function ScheduleFormPage(props: ScheduleFormProps) {
  const { number } = props;
  return (
    <>
      <PageHeader
        title={number === undefined ? "Add a schedule" : `Change schedule ${number}`}
        about="Each time, Chief makes the request as if you had written it there, under the same rules and approvals."
      >
        <a class="button" href={number === undefined ? paths.schedules : paths.schedule(number)}>
          <Icon name="arrow-left" /> {number === undefined ? "All schedules" : `Schedule ${number}`}
        </a>
      </PageHeader>
      <form
        class="panel stack wide"
        method="post"
        action={number === undefined ? paths.makeSchedule : paths.changeSchedule(number)}
        hx-post={paths.previewSchedule}
        hx-trigger="input delay:300ms"
        hx-target="#schedule-preview"
        hx-swap="outerHTML"
        hx-sync="this:replace"
      >
        <What {...props} />
        <When {...props} />
        <Policies {...props} />
        <div class="row">
          <button type="submit" class="primary">
            <Icon name="check" /> {number === undefined ? "Start the schedule" : "Change the schedule"}
          </button>
          <a class="button" href={number === undefined ? paths.schedules : paths.schedule(number)}>
            Cancel
          </a>
        </div>
      </form>
    </>
  );
}

function What({ entered, faults, choices }: ScheduleFormProps) {
  const skills = choices.skills.length > 0 ? ` Skills here: ${choices.skills.join(", ")}.` : "";
  return (
    <fieldset class="stack">
      <legend>What, and where</legend>
      <TextAreaField
        id="schedule-request"
        name="request"
        label="Request"
        rows={2}
        value={entered.request}
        error={faults.request}
        hint={`A skill with its inputs, or anything that you would ask in a chat.${skills}`}
        placeholder="order-report"
      />
      <TextField
        id="schedule-channel"
        name="channel"
        label="Channel"
        value={entered.channel}
        error={faults.channel}
        hint="Where it runs and answers; empty for direct messages with you"
        placeholder="#ops"
      />
    </fieldset>
  );
}

function When({ entered, faults, choices, preview }: ScheduleFormProps) {
  return (
    <fieldset class="stack">
      <legend>When</legend>
      <div class="columns">
        <TextField
          id="schedule-times"
          name="times"
          label="Times"
          value={entered.times}
          error={faults.times}
          hint="In words, or a cron expression: 0 9 * * 1-5"
          placeholder="every weekday at 9"
        />
        <TextField
          id="schedule-time-zone"
          name="timeZone"
          label="Time zone"
          value={entered.timeZone}
          error={faults.timeZone}
          suggestions={choices.timeZones}
        />
      </div>
      <Preview preview={preview} />
    </fieldset>
  );
}

function Policies({ entered, faults, choices }: ScheduleFormProps) {
  const select = (name: keyof typeof choices & ScheduleField, label: string) => (
    <Choose name={name} label={label} value={entered[name]} options={choices[name]} error={faults[name]} />
  );
  return (
    <fieldset class="stack">
      <legend>And otherwise</legend>
      <div class="columns">
        {select("tells", "It posts")}
        {select("missed", "Missed, as Chief was not running")}
        {select("overlapping", "While the last one is not done")}
      </div>
      <div class="columns">
        {select("broken", "When what it needs is failing")}
        {select("unanswered", "When nobody approves")}
        <TextField
          id="schedule-answerWithinMinutes"
          name="answerWithinMinutes"
          type="number"
          label="… within so many minutes"
          value={entered.answerWithinMinutes}
          error={faults.answerWithinMinutes}
        />
        {choices.people.length > 0 && (
          <Choose
            name="fallback"
            label="… and ask this person, too"
            value={entered.fallback}
            options={[["", "the workspace's fallback"], ...choices.people]}
            error={faults.fallback}
          />
        )}
      </div>
    </fieldset>
  );
}

interface ChooseProps {
  readonly name: ScheduleField;
  readonly label: string;
  readonly value: string;
  readonly options: Options;
  readonly error: string | undefined;
}

function Choose({ name, label, value, options, error }: ChooseProps) {
  const id = `schedule-${name}`;
  return (
    <Field id={id} label={label} error={error}>
      <select {...describedBy(id, { error })} name={name}>
        {options.map(([one, words]) => (
          <option value={one} selected={one === value}>
            {visibleText(words)}
          </option>
        ))}
      </select>
    </Field>
  );
}
