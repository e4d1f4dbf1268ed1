import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge } from "../../ui/badge.tsx";
import { FaultNote } from "../../ui/fault-note.tsx";
import { Table } from "../../ui/table.tsx";

export interface MemberLine {
  readonly id: string;
  readonly name: string;
  readonly role: "admin" | "member";
  readonly slackRole: "admin" | "member";
  /** Null where Slack's counts. */
  readonly chosenRole: "admin" | "member" | null;
  readonly timeZone: string;
  readonly active: boolean;
}

export interface MembersProps {
  readonly people: readonly MemberLine[];
  readonly isAdmin: boolean;
  /** Why the last change of a role was not made. */
  readonly roleFault?: string | undefined;
}

/** Who is here; admins choose roles. */
export function MembersSection({ people, isAdmin, roleFault }: MembersProps) {
  return (
    <section class="panel stack" aria-labelledby="members-title">
      <h2 id="members-title">Members</h2>
      <p>
        Those who have talked to Chief. Owners and admins of the Slack workspace are admins here, unless an
        admin chose otherwise.
      </p>
      {roleFault && <FaultNote>{roleFault}</FaultNote>}
      <Table caption="Members" columns={["Name", "Role", "Time zone", ...(isAdmin ? ["Change"] : [])]}>
        {people.map((member) => (
          <tr>
            <td>{visibleText(member.name)}</td>
            <td>
              <Role {...member} />
            </td>
            <td>{visibleText(member.timeZone)}</td>
            {isAdmin && <td>{member.active && <RoleForm {...member} />}</td>}
          </tr>
        ))}
      </Table>
    </section>
  );
}

function Role({ role, active, chosenRole }: MemberLine) {
  if (!active) return <Badge tone="warn">has left</Badge>;
  return (
    <>
      <Badge tone={role === "admin" ? "info" : "plain"}>{role}</Badge>{" "}
      {chosenRole !== null && <small>chosen here</small>}
    </>
  );
}

function RoleForm({ id, name, chosenRole, slackRole }: MemberLine) {
  const now = chosenRole ?? "slack";
  const choices = [
    ["slack", `as in Slack (${slackRole})`],
    ["admin", "admin"],
    ["member", "member"],
  ] as const;
  return (
    <form class="row" method="post" action={paths.memberRole(id)}>
      <label class="sr" for={`role-${id}`}>
        Role of {visibleText(name)}
      </label>
      <select id={`role-${id}`} name="role">
        {choices.map(([value, label]) => (
          <option value={value} selected={value === now}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit" class="small">
        Set<span class="sr"> the role of {visibleText(name)}</span>
      </button>
    </form>
  );
}
