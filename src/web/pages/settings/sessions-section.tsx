import { paths } from "../../paths.ts";
import { Badge } from "../../ui/badge.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";

export interface SessionLine {
  readonly id: string;
  readonly browser: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** Whether it is the one that looks at this page. */
  readonly isThis: boolean;
}

export interface SessionsProps {
  readonly sessions: readonly SessionLine[];
  readonly now: Date;
}

/** Where one is signed in, and how to end that. */
export function SessionsSection({ sessions, now }: SessionsProps) {
  return (
    <section class="panel stack" aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are signed in</h2>
      <p>A browser stays signed in for 12 hours after it was last used, and for 7 days at most.</p>
      <Table caption="Your sessions" columns={["Browser", "Signed in", "Last used", "Change"]}>
        {sessions.map((session) => (
          <tr>
            <td>
              {session.browser} {session.isThis && <Badge tone="info">this one</Badge>}
            </td>
            <td>
              <Time at={session.createdAt} now={now} />
            </td>
            <td>
              <Time at={session.lastSeenAt} now={now} />
            </td>
            <td>
              {!session.isThis && (
                <form method="post" action={paths.endSession(session.id)}>
                  <button type="submit" class="danger small">
                    Sign out<span class="sr"> {session.browser}</span>
                  </button>
                </form>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <form method="post" action={paths.signOutEverywhere}>
        <button type="submit">
          <Icon name="log-out" /> Sign out everywhere
        </button>
      </form>
    </section>
  );
}
