import { describe, expect, it } from "vitest";
import { decide } from "../../src/policy/index.ts";

const ADMINS = { admins: true, requester: false };
const ADMINS_AND_REQUESTER = { admins: true, requester: true };

describe("E1: what may happen without asking", () => {
  it.each([
    ["read", "GET", false, undefined],
    ["read", "HEAD", false, undefined],
    ["read", "GET", true, ADMINS_AND_REQUESTER],
    ["write", "POST", false, ADMINS_AND_REQUESTER],
    ["write", "PATCH", true, ADMINS_AND_REQUESTER],
    ["destroy", "DELETE", false, ADMINS],
    ["destroy", "DELETE", true, ADMINS],
  ] as const)("a %s by %s, to be confirmed: %s", (effect, method, requiresConfirmation, approvers) => {
    const verdict = decide({ effect, method, requiresConfirmation });
    expect(verdict).toMatchObject(approvers ? { kind: "ask", approvers } : { kind: "allow" });
  });

  it("says which rule asks, with the method on the wire", () => {
    const asked = decide({ effect: "destroy", method: "DELETE", requiresConfirmation: false });
    expect(asked).toMatchObject({ because: "every DELETE call needs an admin's approval" });
  });
});
