/** Whether a message asks which approvals are open, and for nothing else. */
export function asksForApprovals(text: string): boolean {
  return /^\s*(?:(?:list|show)(?: me)? )?(?:(?:my|the|all|open|pending|waiting) )*approvals\s*[.!?]*\s*$/i.test(
    text,
  );
}
