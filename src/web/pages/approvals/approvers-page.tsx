import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FaultNote } from "../../ui/fault-note.tsx";
import { Field, TextField } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page.tsx";

interface Person {
  readonly id: string;
  readonly name: string;
}

interface Group extends Person {
  readonly memberIds: readonly string[];
}

export interface ApproversPageProps {
  readonly groups: readonly Group[];
  readonly people: readonly Person[];
  readonly settings: {
    readonly remindAfterPercent: number;
    readonly escalateAfterPercent: number;
    /** `admins`, `group:<id>`, `member:<id>` or nothing. */
    readonly fallback: string;
  };
  readonly canEdit: boolean;
  /** Why a new group was not made. */
  readonly fault?: string | undefined;
  /** Why a group was not removed. */
  readonly kept?: { readonly groupId: string; readonly why: string } | undefined;
}

/** Who is asked: named groups, when questions are brought up again, and who is asked when nobody answers. */
export function ApproversPage(props: ApproversPageProps) {
  const { groups, canEdit, fault } = props;
  return (
    <>
      <PageHeader
        title="Approvers"
        about="Groups that rules can name, reminders, and whom to ask when nobody answers"
      />
      <div class="stack wide">
        <section class="stack" aria-labelledby="groups-title">
          <h2 id="groups-title">Groups</h2>
          {groups.length === 0 && (
            <EmptyState icon="user" title="No groups yet">
              A group such as “finance” can be named by rules as the ones to ask.
            </EmptyState>
          )}
          {groups.map((group) => (
            <GroupCard group={group} {...props} />
          ))}
          {canEdit && (
            <form class="card stack" method="post" action={paths.addGroup}>
              <TextField
                id="group-name"
                name="name"
                label="New group"
                error={fault && visibleText(fault)}
                placeholder="finance"
              />
              <div class="row end">
                <button type="submit" class="primary">
                  Add
                </button>
              </div>
            </form>
          )}
        </section>
        <Pursuit {...props} />
      </div>
    </>
  );
}

function GroupCard({ group, people, canEdit, kept }: ApproversPageProps & { group: Group }) {
  const names = people.filter(({ id }) => group.memberIds.includes(id)).map(({ name }) => name);
  if (!canEdit)
    return (
      <article class="card">
        <h3>{visibleText(group.name)}</h3>
        <p>{visibleText(names.join(", ") || "Nobody")}</p>
      </article>
    );
  return (
    <form class="card stack" method="post" action={paths.group(group.id)}>
      <h3>{visibleText(group.name)}</h3>
      {kept?.groupId === group.id && <FaultNote>{visibleText(kept.why)}</FaultNote>}
      <fieldset class="options">
        <legend class="sr">Members of {visibleText(group.name)}</legend>
        {people.map(({ id, name }) => (
          <label class="option">
            <input type="checkbox" name="members" value={id} checked={group.memberIds.includes(id)} />
            <span>{visibleText(name)}</span>
          </label>
        ))}
      </fieldset>
      <div class="row end">
        {/* The first: Enter at a member presses it. */}
        <button type="submit" class="primary small">
          Save
        </button>
        <button type="submit" class="danger small" name="delete" value="on">
          Remove the group
        </button>
      </div>
    </form>
  );
}

function Pursuit({ groups, people, settings, canEdit }: ApproversPageProps) {
  const options = [
    { value: "", label: "nobody" },
    { value: "admins", label: "the admins" },
    ...groups.map(({ id, name }) => ({ value: `group:${id}`, label: `the group ${name}` })),
    ...people.map(({ id, name }) => ({ value: `member:${id}`, label: name })),
  ];
  return (
    <section class="stack" aria-labelledby="pursuit-title">
      <h2 id="pursuit-title">When nobody answers</h2>
      <form class="card stack" method="post" action={paths.approvers}>
        <TextField
          id="remind"
          name="remind"
          type="number"
          label="Remind after this share of the time (percent)"
          value={String(settings.remindAfterPercent)}
          hint="0 for no reminder. Everybody who may answer gets one direct message."
        />
        <TextField
          id="escalate"
          name="escalate"
          type="number"
          label="Ask somebody else after this share of the time (percent)"
          value={String(settings.escalateAfterPercent)}
          hint="0 for never."
        />
        <Field id="fallback" label="Whom to ask then">
          <select id="fallback" name="fallback" disabled={!canEdit}>
            {options.map(({ value, label }) => (
              <option value={value} selected={value === settings.fallback}>
                {visibleText(label)}
              </option>
            ))}
          </select>
        </Field>
        {canEdit && (
          <div class="row end">
            <button type="submit" class="primary">
              Save
            </button>
          </div>
        )}
      </form>
    </section>
  );
}
