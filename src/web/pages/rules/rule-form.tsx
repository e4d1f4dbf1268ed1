import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { CallsFields, type Choices, type EnteredRule, Select } from "./calls-fields.tsx";

/** What the fields say, or what is wrong with them. */
export type Shown =
  | { readonly ok: true; readonly described: string; readonly note: string }
  | { readonly ok: false; readonly fault: string };

/** What would hold, read back, with what it would have caught. It is its own part, so that typing swaps only this. */
export function Preview({ shown }: { shown: Shown | undefined }) {
  return (
    <div id="rule-preview" role="status" class={`note tone-${shown && !shown.ok ? "bad" : "info"}`}>
      {shown === undefined && <span>What you choose is read back here.</span>}
      {shown?.ok === false && (
        <span>
          <Icon name="triangle-alert" /> {visibleText(shown.fault)}
        </span>
      )}
      {shown?.ok && (
        <span>
          <strong>{visibleText(shown.described)}</strong> {visibleText(shown.note)}
        </span>
      )}
    </div>
  );
}

interface RuleFormProps {
  readonly entered: EnteredRule;
  readonly choices: Choices;
  readonly isAdmin: boolean;
  readonly shown: Shown | undefined;
  /** The rule that the new one takes the place of. */
  readonly replaces: { readonly id: string; readonly number: number } | undefined;
}

/** The page on which a rule is made or changed: in words, or field by field. */
export function RuleFormPage(props: RuleFormProps) {
  const { replaces, isAdmin } = props;
  const about = isAdmin
    ? "It holds for everybody, from the next call on."
    : "It holds for your own calls. Rules for everybody are made by admins.";
  return (
    <>
      <PageHeader title={replaces ? `Change rule ${replaces.number}` : "Add a rule"} about={about}>
        <a class="button" href={paths.rules}>
          <Icon name="arrow-left" /> All rules
        </a>
      </PageHeader>
      <div class="stack wide">
        <Words entered={props.entered} replaces={replaces} />
        <Fields {...props} />
      </div>
    </>
  );
}

function Words({ entered, replaces }: Pick<RuleFormProps, "entered" | "replaces">) {
  return (
    <form class="panel stack" method="get" action={paths.newRule}>
      {replaces && <input type="hidden" name="edit" value={replaces.id} />}
      <TextField
        id="rule-words"
        name="words"
        label="In plain words"
        value={entered.text("words")}
        hint="Fills in the fields below; you see what was understood before anything holds"
        placeholder="any DELETE call to our Internal Orders API needs my approval first"
      />
      <div>
        <button type="submit">
          <Icon name="sparkles" /> Read it
        </button>
      </div>
    </form>
  );
}

function Fields({ entered, choices, isAdmin, shown, replaces }: RuleFormProps) {
  const verdicts = [
    ["ask", "ask somebody first"],
    ["refuse", "refuse"],
    ...(isAdmin ? ([["allow", "go ahead without asking"]] as const) : []),
  ] as const;
  return (
    <form
      class="panel stack"
      method="post"
      action={paths.makeRule}
      hx-post={paths.previewRule}
      hx-trigger="input delay:300ms"
      hx-target="#rule-preview"
      hx-swap="outerHTML"
      hx-sync="this:replace"
    >
      {replaces && <input type="hidden" name="replaces" value={replaces.id} />}
      <input type="hidden" name="words" value={entered.text("words")} />
      <CallsFields entered={entered} choices={choices} />
      <fieldset class="stack">
        <legend>What happens</legend>
        <div class="columns">
          <Select
            id="rule-verdict"
            name="verdict"
            label="Such calls"
            value={entered.text("verdict")}
            options={verdicts}
          />
          <TextField
            id="rule-needed"
            name="needed"
            type="number"
            label="How many have to approve"
            value={entered.text("needed") || "1"}
          />
        </div>
        <Approvers entered={entered} choices={choices} />
      </fieldset>
      <Preview shown={shown} />
      <div class="row">
        <button type="submit" class="primary">
          <Icon name="check" /> {replaces ? "Change the rule" : "Make the rule"}
        </button>
        <a class="button" href={paths.rules}>
          Cancel
        </a>
      </div>
    </form>
  );
}

function Approvers({ entered, choices }: { entered: EnteredRule; choices: Choices }) {
  const chosen = entered.texts("approvers");
  const options = [
    ["admins", "an admin"],
    ["requester", "the person who asked"],
    ...choices.groups.map(({ id, name }) => [`group:${id}`, `the group ${name}`] as const),
    ...choices.people.map(({ id, name }) => [id, name] as const),
  ] as const;
  return (
    <fieldset class="field">
      <legend>Who may approve, where it asks</legend>
      <div class="boxes">
        {options.map(([value, label]) => (
          <label class="option">
            <input type="checkbox" name="approvers" value={value} checked={chosen.includes(value)} />{" "}
            {visibleText(label)}
          </label>
        ))}
      </div>
      <small>None chosen means an admin</small>
      <div class="options">
        <Option name="each" entered={entered} label="Each that is chosen has to approve, instead of any" />
        <Option name="not_requester" entered={entered} label="The person who asked may not approve" />
      </div>
    </fieldset>
  );
}

function Option({ name, entered, label }: { name: string; entered: EnteredRule; label: string }) {
  return (
    <label class="option">
      <input type="checkbox" name={name} checked={entered.text(name) === "on"} /> {label}
    </label>
  );
}
