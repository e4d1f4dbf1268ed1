import { backTest } from "../execution/index.ts";
import { getWorkspace, listGroups, listMemberNames } from "../people/index.ts";
import { describeBackTest, type Predicate, type Setting } from "../policy/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { Caller } from "./route.ts";

/** The author of a change to the policy. */
export const authorOf = ({ member }: Caller) => ({ id: member.id, isAdmin: member.role === "admin" });

/** What the names in a rule mean for this caller. */
export async function settingOf(deps: ApiDeps, caller: Caller): Promise<Setting> {
  const { workspaceId } = caller.member;
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  return {
    catalogue: await deps.catalogues.at(workspaceId, catalogueVersion),
    members: await listMemberNames(deps.db, workspaceId),
    groups: await listGroups(deps.db, workspaceId),
    author: authorOf(caller),
  };
}

/** In words, how many of the last 30 days' calls a predicate would have caught. */
export async function wouldHave(
  deps: ApiDeps,
  { setting, workspaceId }: { setting: Setting; workspaceId: string },
  tried: { predicate: Predicate; isAllowing: boolean; verb: string },
): Promise<string> {
  const { catalogue, members } = setting;
  const { predicate, isAllowing, verb } = tried;
  const test = await backTest(deps.db, { workspaceId, catalogue, predicate, isAllowing }, deps.clock());
  return describeBackTest(test, { verb, nameOf: (id) => members.get(id)?.name ?? "somebody" });
}
