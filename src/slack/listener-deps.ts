import type { Conversation } from "../conversation/index.ts";
import type { Db } from "../database/index.ts";
import type { Catalogues } from "../integrations/index.ts";
import type { Logger } from "../kernel/index.ts";
import type { Roster } from "../people/index.ts";
import type { SuggestedPrompt } from "../planning/index.ts";
import type { Schedules } from "../schedules/index.ts";
import type { Skills } from "../skills/index.ts";
import type { SlackConnections } from "./connection.ts";
import type { Documents } from "./documents/take-documents.ts";
import type { Homes } from "./home/homes.ts";
import type { Names } from "./names.ts";
import type { Requests } from "./requests/begin-requests.ts";

/** What Bolt's listeners work with. */
export interface ListenerDeps {
  readonly db: Db;
  readonly connections: SlackConnections;
  readonly conversation: Conversation;
  readonly roster: Roster;
  readonly catalogues: Catalogues;
  readonly skills: Skills;
  readonly schedules: Schedules;
  readonly names: Names;
  /** Begins what people ask for without writing a message. */
  readonly requests: Pick<Requests, "begin">;
  /** Takes files that may describe an API. */
  readonly documents: Pick<Documents, "drop">;
  /** Draws the Home tabs. */
  readonly homes: Pick<Homes, "open" | "redraw">;
  /** What people of a workspace could ask, for their direct messages with Chief. */
  readonly suggest: (workspaceId: string) => Promise<readonly SuggestedPrompt[]>;
  readonly logger: Logger;
}
