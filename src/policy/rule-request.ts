/** A rule as somebody asks for it, by the names that people use. */
import type { Catalogue } from "../integrations/index.ts";
import type { Member, MemberGroup } from "../people/index.ts";
import type { Author } from "./check-draft.ts";
import type { Condition } from "./condition.ts";

/** What the calls do, as people say it: to change includes to remove. */
export type Deed = "read" | "change" | "remove";

/** The calls that somebody describes, by the names that people use. */
export interface CallsInput {
  /** A slug or a name. */
  readonly integration?: string | undefined;
  /** Names of actions. */
  readonly actions?: readonly string[] | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly path?: string | undefined;
  readonly does?: Deed | undefined;
  readonly where?: readonly Condition[] | undefined;
  /** `me`, `@name`, `<@U123>` or a name. */
  readonly askedBy?: string | undefined;
}

export interface RuleInput extends CallsInput {
  readonly verdict: "ask" | "refuse" | "allow";
  /**
   * `me`, `admins`, `requester`, `@name`, `<@U123>`, a name, a group's name or `group:<id>`; any of them may approve. An
   * admin where there are none.
   */
  readonly approvers?: readonly string[] | undefined;
  /** How many of them have to. */
  readonly needed?: number | undefined;
  /** Each that is named has to approve, instead of any. */
  readonly each?: boolean | undefined;
  /** The person who asked may not approve, whatever else they are. */
  readonly notRequester?: boolean | undefined;
  /** What the person wrote. */
  readonly words?: string | undefined;
}

/** What names mean in this workspace, and who is speaking. */
export interface Setting {
  readonly catalogue: Catalogue;
  readonly members: ReadonlyMap<string, Member>;
  readonly groups: readonly Pick<MemberGroup, "id" | "name">[];
  readonly author: Author;
}
