import { paths } from "../../paths.ts";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { CallsFields, type Choices, type EnteredRule } from "./calls-fields.tsx";
import { Preview, type Shown } from "./rule-form.tsx";

interface GrantFormProps {
  readonly entered: EnteredRule;
  readonly choices: Choices;
  readonly shown: Shown | undefined;
  /** Whose time zone the end is in. */
  readonly timeZone: string;
}

/** The page on which an admin gives a yes ahead, within limits. */
export function GrantFormPage({ entered, choices, shown, timeZone }: GrantFormProps) {
  return (
    <>
      <PageHeader
        title="Give a grant"
        about="A yes given ahead. It never stands against a rule that refuses, or for somebody else's yes."
      >
        <a class="button" href={paths.rules}>
          <Icon name="arrow-left" /> All rules
        </a>
      </PageHeader>
      <div class="stack wide">
        <form
          class="panel stack"
          method="post"
          action={paths.giveGrant}
          hx-post={paths.previewGrant}
          hx-trigger="input delay:300ms"
          hx-target="#rule-preview"
          hx-swap="outerHTML"
          hx-sync="this:replace"
        >
          <CallsFields entered={entered} choices={choices} />
          <fieldset class="stack">
            <legend>Within which limits</legend>
            <div class="columns">
              <TextField
                id="grant-uses"
                name="uses"
                type="number"
                label="For so many calls"
                value={entered.text("uses")}
              />
              <TextField
                id="grant-amount"
                name="most_amount"
                type="number"
                label="Up to this sum"
                value={entered.text("most_amount")}
              />
              <TextField
                id="grant-argument"
                name="amount_argument"
                label="Of this argument"
                value={entered.text("amount_argument")}
                placeholder="amount"
              />
              <TextField
                id="grant-until"
                name="until"
                type="datetime-local"
                label="Until"
                value={entered.text("until")}
                hint={`In your time zone, ${timeZone}`}
              />
            </div>
          </fieldset>
          <Preview shown={shown} />
          <div class="row">
            <button type="submit" class="primary">
              <Icon name="check" /> Give the grant
            </button>
            <a class="button" href={paths.rules}>
              Cancel
            </a>
          </div>
        </form>
      </div>
    </>
  );
}
