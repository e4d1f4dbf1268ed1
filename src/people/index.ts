/** Workspaces, their members, and who may administer. */
export {
  deleteGroup,
  groupIdsOf,
  insertGroup,
  listGroups,
  type MemberGroup,
  updateGroup,
} from "./groups-store.ts";
export {
  bumpCatalogueVersion,
  bumpMemoryVersion,
  chooseRole,
  findMember,
  findWorkspaceByTeam,
  getMember,
  getWorkspace,
  listAdmins,
  listMemberNames,
  listWorkspaces,
  type Member,
  saveMember,
  saveWorkspace,
  setAllowsOutsiders,
  type Workspace,
} from "./people-store.ts";
export { createRoster, type Profile, type ProfileSource, type Roster } from "./roster.ts";
