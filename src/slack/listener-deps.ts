import type { Conversation } from "../conversation/index.ts";
import type { Db } from "../database/index.ts";
import type { Logger } from "../kernel/index.ts";
import type { Roster } from "../people/index.ts";
import type { SlackConnections } from "./connection.ts";
import type { Documents } from "./documents/take-documents.ts";
import type { Homes } from "./home/homes.ts";

/** What Bolt's listeners work with. */
export interface ListenerDeps {
  readonly db: Db;
  readonly connections: SlackConnections;
  readonly conversation: Conversation;
  readonly roster: Roster;
  /** Takes files that may describe an API. */
  readonly documents: Pick<Documents, "drop">;
  /** Draws the Home tabs. */
  readonly homes: Pick<Homes, "open">;
  readonly logger: Logger;
}
