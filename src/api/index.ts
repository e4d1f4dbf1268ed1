/** The REST API: what the dashboard does, for programs, with tokens of its own. */

export { admitOutsiders } from "./admit-outsiders.ts";
export { changeRole, NO_ROLE_CHANGE, type RoleChoice } from "./change-role.ts";
export { type Api, createApi } from "./create-api.ts";
export { type ApiToken, makeToken, revokeToken, tokensSeenBy } from "./tokens.ts";
export { saveOperatorToken } from "./tokens-store.ts";
export { whatRestsOn } from "./what-rests-on.ts";
