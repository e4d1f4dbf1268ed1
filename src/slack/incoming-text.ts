/** What a person wrote, out of Slack's encoding: entities decoded, links as their address, Chief's mention gone. */
export function plainRequest(text: string, botUserId: string): string {
  return text
    .replaceAll(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`, "g"), " ")
    .replace(/<(https?:\/\/[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/<mailto:([^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/^[\s,:]*(?:(?:hey|hi|hello|ok|okay)\s+)?chief\s*[,:!]\s*/i, "")
    .trim();
}

/** Whether a message calls Chief by name: “Chief, …”, “hey chief: …”. */
export function callsChief(text: string): boolean {
  return /^\s*(?:(?:hey|hi|hello|ok|okay)\s+)?chief\s*[,:!]/i.test(text);
}
