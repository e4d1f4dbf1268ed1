/** What may happen without asking, what must be asked, and what is refused: decided on the wire, never on words. */
export { type ApproverScope, decide, type Effect, type ProposedCall, type Verdict } from "./decide.ts";
