/** What may happen without asking, what must be asked, and what is refused: decided on the wire, never on words. */
export { decide, type ProposedCall } from "./decide.ts";
export type { ApproverScope, Effect, Verdict } from "./verdict.ts";
