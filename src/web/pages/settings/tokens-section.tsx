import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge } from "../../ui/badge.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Field, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";

export interface TokenLine {
  readonly id: string;
  readonly name: string;
  readonly role: "admin" | "member";
  /** Undefined for the one that the operator set. */
  readonly of: string | undefined;
  readonly lastUsedAt: Date | undefined;
  /** Undefined: it lives until it is revoked. */
  readonly expiresAt: Date | undefined;
}

export interface TokensProps {
  readonly tokens: readonly TokenLine[];
  readonly isAdmin: boolean;
  readonly now: Date;
  /** A token that was just made: shown this once. */
  readonly made?: { readonly name: string; readonly secret: string } | undefined;
  readonly fault?: string | undefined;
}

/** How long a token may live, in days; 0 until it is revoked. */
export const LIFETIMES = [
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "a year" },
  { days: 0, label: "until it is revoked" },
] as const;

/** The tokens of the REST API: one's own, for admins all. */
export function TokensSection(props: TokensProps) {
  const { tokens, made } = props;
  return (
    <section class="panel stack" aria-labelledby="tokens-title">
      <h2 id="tokens-title">API tokens</h2>
      <p>
        For the <a href="/api/v1/openapi.json">REST API</a>. A token acts for you, and may do what its role
        may.
      </p>
      {made && <Made {...made} />}
      {tokens.length === 0 ? (
        <EmptyState icon="braces" title="No tokens yet">
          Make one to use Chief from a script.
        </EmptyState>
      ) : (
        <TokenTable {...props} />
      )}
      <NewTokenForm {...props} />
    </section>
  );
}

function Made({ name, secret }: { name: string; secret: string }) {
  return (
    <div class="stack" role="status">
      <p class="note tone-good">
        <Icon name="circle-check" /> This is the token “{visibleText(name)}”. Copy it now: it is not shown
        again.
      </p>
      <CodeBlock text={secret} label="The new token" />
    </div>
  );
}

function TokenTable({ tokens, now }: TokensProps) {
  return (
    <Table caption="API tokens" columns={["Name", "Acts for", "Role", "Last used", "Expires", "Change"]}>
      {tokens.map((token) => (
        <tr>
          <td>{visibleText(token.name)}</td>
          <td>{token.of === undefined ? "the operator" : visibleText(token.of)}</td>
          <td>
            <Badge tone={token.role === "admin" ? "info" : "plain"}>{token.role}</Badge>
          </td>
          <td>
            <Time at={token.lastUsedAt} now={now} />
          </td>
          <td>
            <Time at={token.expiresAt} now={now} />
          </td>
          <td>
            {token.of !== undefined && (
              <form method="post" action={paths.revokeToken(token.id)}>
                <button type="submit" class="danger small">
                  Revoke<span class="sr"> {visibleText(token.name)}</span>
                </button>
              </form>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function NewTokenForm({ isAdmin, fault }: TokensProps) {
  return (
    <form class="stack" method="post" action={paths.makeToken}>
      <TextField id="token-name" name="name" label="New token" placeholder="nightly report" error={fault} />
      {isAdmin && (
        <Field id="token-role" label="Role">
          <select id="token-role" name="role">
            <option value="member">member: what every member may</option>
            <option value="admin">admin: all that you may</option>
          </select>
        </Field>
      )}
      <Field id="token-days" label="Lives for">
        <select id="token-days" name="days">
          {LIFETIMES.map(({ days, label }) => (
            <option value={String(days)} selected={days === 90}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <div class="row end">
        <button type="submit" class="primary">
          <Icon name="plus" /> Make a token
        </button>
      </div>
    </form>
  );
}
