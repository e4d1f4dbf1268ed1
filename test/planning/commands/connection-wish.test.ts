import { describe, expect, it } from "vitest";
import { connectionWish } from "../../../src/planning/commands/connection-wish.ts";

describe("C7, C12: a wish to connect", () => {
  it.each([
    ["connect GitHub", "GitHub"],
    ["please reconnect our Orders API!", "Orders API"],
    ["re-connect #github again please", "#github"],
    ["Can you connect to Google Sheets?", "Google Sheets"],
    ["connect an MCP server at https://mcp.example.com/mcp", "MCP server https://mcp.example.com/mcp"],
    ["Please connect our mcp <http://10.0.0.5:8080/mcp>", "MCP server http://10.0.0.5:8080/mcp"],
  ])("%s", (text, name) => {
    expect(connectionWish(text)).toBe(name);
  });

  it.each([
    "connect GitHub and count the issues",
    "list connections",
    "connect an MCP server at https://mcp.example.com/mcp and call echo",
    "GET /connect of Orders API",
    "when did we connect Stripe, and who did it?",
  ])("is not: %s", (text) => {
    expect(connectionWish(text)).toBeUndefined();
  });
});
