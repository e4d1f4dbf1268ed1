import { listMemberNames } from "../people/index.ts";
import type { ApiDeps } from "./api-deps.ts";

/** Gives the person of a member id, of one workspace. */
export type PersonOf = (memberId: string) => { id: string; name: string };

/** Names for people, looked up once for a whole answer. */
export async function personOfIn({ db }: Pick<ApiDeps, "db">, workspaceId: string): Promise<PersonOf> {
  const members = await listMemberNames(db, workspaceId);
  return (id) => ({ id, name: members.get(id)?.name ?? "somebody" });
}
