import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Time } from "../../ui/time.tsx";

export interface RuleSummary {
  readonly id: string;
  readonly number: number;
  readonly kind: "allow" | "ask" | "refuse";
  readonly described: string;
  /** What the person had written. */
  readonly words: string | undefined;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly mayChange: boolean;
}

export interface GrantSummary {
  readonly id: string;
  readonly number: number;
  readonly described: string;
  readonly state: "usable" | "revoked" | "expired" | "used up";
  /** “12 of 20 calls”, “300 of 500 amount”. */
  readonly used: readonly string[];
  readonly expiresAt: Date | undefined;
  readonly grantedBy: string;
  readonly grantedAt: Date;
  readonly mayRevoke: boolean;
}

interface RulesPageProps {
  readonly rules: readonly RuleSummary[];
  readonly grants: readonly GrantSummary[];
  readonly isAdmin: boolean;
  readonly now: Date;
}

const KINDS: Readonly<Record<RuleSummary["kind"], { tone: Tone; word: string }>> = {
  ask: { tone: "warn", word: "asks" },
  refuse: { tone: "bad", word: "refuses" },
  allow: { tone: "good", word: "allows" },
};

function RuleItem({ rule, now }: { rule: RuleSummary; now: Date }) {
  const { tone, word } = KINDS[rule.kind];
  return (
    <li>
      <span class="rule-head">
        <strong>{rule.number}</strong> <Badge tone={tone}>{word}</Badge>
      </span>
      <div>
        {visibleText(rule.described)}
        {rule.words && <small>“{visibleText(rule.words)}”</small>}
        <small>
          made by {visibleText(rule.madeBy)} <Time at={rule.madeAt} now={now} />
        </small>
      </div>
      {rule.mayChange && (
        <div class="row">
          <a class="button small" href={paths.editRule(rule.id)} aria-label={`Edit rule ${rule.number}`}>
            Edit
          </a>
          <form
            method="post"
            action={paths.removeRule(rule.id)}
            hx-post={paths.removeRule(rule.id)}
            hx-swap="none"
          >
            <button
              type="submit"
              class="small"
              aria-label={`Remove rule ${rule.number}`}
              hx-confirm={`${visibleText(rule.described)}. Such calls go by the other rules and the default again.`}
              data-confirm-title={`Remove rule ${rule.number}?`}
              data-confirm-yes="Remove"
            >
              Remove
            </button>
          </form>
        </div>
      )}
    </li>
  );
}

const STATES: Readonly<Record<GrantSummary["state"], Tone>> = {
  usable: "good",
  revoked: "plain",
  expired: "plain",
  "used up": "plain",
};

function GrantItem({ grant, now }: { grant: GrantSummary; now: Date }) {
  return (
    <li>
      <span class="rule-head">
        <strong>{grant.number}</strong> <Badge tone={STATES[grant.state]}>{grant.state}</Badge>
      </span>
      <div>
        {visibleText(grant.described)}
        <small>
          {grant.used.join(" · ")}
          {grant.expiresAt && (
            <>
              {grant.state === "expired" ? " · ended " : " · ends "}
              <Time at={grant.expiresAt} now={now} />
            </>
          )}
        </small>
        <small>
          given by {visibleText(grant.grantedBy)} <Time at={grant.grantedAt} now={now} />
        </small>
      </div>
      {grant.mayRevoke && grant.state === "usable" && (
        <form
          method="post"
          action={paths.revokeGrant(grant.id)}
          hx-post={paths.revokeGrant(grant.id)}
          hx-swap="none"
        >
          <button
            type="submit"
            class="small"
            aria-label={`Revoke grant ${grant.number}`}
            hx-confirm="Such calls ask again from now on."
            data-confirm-title={`Revoke grant ${grant.number}?`}
            data-confirm-yes="Revoke"
          >
            Revoke
          </button>
        </form>
      )}
    </li>
  );
}

/** The rules, the grants, and the default that they stand beside. */
export function RulesPage({ rules, grants, isAdmin, now }: RulesPageProps) {
  return (
    <>
      <PageHeader
        title="Rules"
        about="Decided on what is sent, outside the model. The strictest rule that matches wins."
      >
        <a class="button primary" href={paths.newRule}>
          <Icon name="plus" /> Add a rule
        </a>
      </PageHeader>
      <div class="stack">
        <section class="panel stack" aria-labelledby="default-title">
          <h2 id="default-title">Without a rule</h2>
          <p>
            Reads go ahead. What changes something waits for the person who asked, or an admin. What removes
            something waits for an admin. An action marked “requires confirmation” always asks.
          </p>
        </section>
        <section id="rules" class="panel stack" aria-labelledby="rules-title">
          <h2 id="rules-title">Rules</h2>
          {rules.length === 0 ? (
            <EmptyState icon="scale" title="No rules yet">
              Write one in a chat: “set a rule: any DELETE call to our Orders API needs my approval first”.
            </EmptyState>
          ) : (
            <ul class="rule-list">
              {rules.map((rule) => (
                <RuleItem rule={rule} now={now} />
              ))}
            </ul>
          )}
        </section>
        <section id="grants" class="panel stack" aria-labelledby="grants-title">
          <div class="row spread">
            <h2 id="grants-title">Grants</h2>
            {isAdmin && (
              <a class="button small" href={paths.newGrant}>
                <Icon name="plus" /> Give a grant
              </a>
            )}
          </div>
          {grants.length === 0 ? (
            <EmptyState icon="shield-check" title="No grants">
              A yes given ahead, for so many calls, up to an amount, or until a date: say “approve the next 20
              of these” under a card.
            </EmptyState>
          ) : (
            <ul class="rule-list">
              {grants.map((grant) => (
                <GrantItem grant={grant} now={now} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </>
  );
}
