import { visibleText } from "../../../kernel/index.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { type Health, HealthBadge } from "./integration-card.tsx";
import { IntegrationTabs } from "./integration-tabs.tsx";

export interface HealthPageProps {
  readonly integration: {
    readonly id: string;
    readonly name: string;
    readonly kind: "api" | "mcp";
    readonly health: Health;
  };
  /** When it was last found to be so. */
  readonly checkedAt: Date | undefined;
  readonly nextCheckAt: Date | undefined;
  /** When its credential ends, in words; absent where nobody says. */
  readonly expiry: string | undefined;
  /** Each change, newest first. */
  readonly events: readonly {
    readonly at: Date;
    readonly health: Health;
    readonly note: string | undefined;
  }[];
  readonly mayManage: boolean;
  readonly now: Date;
}

/** How a connection did: now, and each time that this changed (PRODUCT C11). */
export function HealthPage(props: HealthPageProps) {
  const { integration, checkedAt, nextCheckAt, expiry, events, mayManage, now } = props;
  return (
    <>
      <PageHeader title={visibleText(integration.name)} />
      <IntegrationTabs {...integration} current="health" mayManage={mayManage} />
      <div class="stack wide">
        <section class="panel stack" aria-labelledby="health-now">
          <div class="row">
            <h2 id="health-now">Now</h2>
            <HealthBadge health={integration.health} />
          </div>
          <dl class="facts">
            <div>
              <dt>Last looked at</dt>
              <dd>
                <Time at={checkedAt} now={now} />
              </dd>
            </div>
            <div>
              <dt>Next look</dt>
              <dd>
                <Time at={nextCheckAt} now={now} otherwise="within a quarter of an hour" />
              </dd>
            </div>
            <div>
              <dt>Credential</dt>
              <dd>{expiry ?? "nothing says when it ends; an admin can enter the day under Settings"}</dd>
            </div>
          </dl>
        </section>
        <section class="panel stack" aria-labelledby="health-history">
          <h2 id="health-history">History</h2>
          {events.length === 0 ? (
            <EmptyState icon="history" title="Nothing has changed yet" />
          ) : (
            <Table caption="Changes of health" columns={["State", "Because", "When"]}>
              {events.map(({ at, health, note }) => (
                <tr>
                  <td>
                    <HealthBadge health={health} />
                  </td>
                  <td>{note && visibleText(note)}</td>
                  <td>
                    <Time at={at} now={now} />
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </section>
      </div>
    </>
  );
}
