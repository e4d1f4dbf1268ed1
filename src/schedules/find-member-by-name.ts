import type { Queryable } from "../database/index.ts";
import { listMemberNames, type Member } from "../people/index.ts";

/** The person that `@bob`, `Bob` or `<@U123|bob>` means; undefined where nobody, or several, are called so. */
export async function findMemberByName(
  db: Queryable,
  workspaceId: string,
  written: string,
): Promise<Member | undefined> {
  const members = [...(await listMemberNames(db, workspaceId)).values()].filter(({ active }) => active);
  const slackUserId = /^<@([A-Z0-9]+)/.exec(written)?.[1];
  const name = written.replace(/^@/, "").toLowerCase();
  const found = members.filter((member) =>
    slackUserId ? member.slackUserId === slackUserId : member.name.toLowerCase() === name,
  );
  return found.length === 1 ? found[0] : undefined;
}
