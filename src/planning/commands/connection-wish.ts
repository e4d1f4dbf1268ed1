const WISH =
  /^\s*(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:re-?)?connect\s+(?:me\s+)?(?:(?:to|with)\s+)?(?:(?:our|my|the)\s+)?(#?\w[\w .&'-]{0,60}?)(?:\s+(?:please|again|now|for\s+us))*\s*[.!?]*\s*$/i;
/** Words that begin something more than a name. */
const MORE = /\s(?:and|then|to|with|so|because|when|if)\s/i;

/** `connect the MCP server at https://mcp.example.com/mcp` */
const MCP_WISH =
  /^\s*(?:please\s+)?(?:(?:can|could)\s+you\s+)?connect\s+(?:to\s+)?(?:an?\s+|the\s+|our\s+|my\s+)?mcp(?:\s+server)?(?:\s+(?:at|on|from))?:?\s+<?(https?:\/\/[^\s<>|]+)>?\s*[.!?]*\s*$/i;

/** What a person asks to connect or reconnect, when that is all they ask: `connect GitHub`, `reconnect #github please`. */
export function connectionWish(text: string): string | undefined {
  const server = MCP_WISH.exec(text)?.[1];
  if (server !== undefined) return `MCP server ${server}`;
  const name = WISH.exec(text)?.[1]?.trim();
  return name !== undefined && MORE.test(name) ? undefined : name;
}
