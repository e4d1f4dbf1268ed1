/** What somebody wrote, out of Slack's encoding: entities decoded, links as their address. */
export function decoded(text: string): string {
  return text
    .replace(/<(https?:\/\/[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/<mailto:([^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** The same of what a person asks of Chief, without Chief's mention or name. */
export function plainRequest(text: string, botUserId: string): string {
  return decoded(text.replaceAll(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`, "g"), " "))
    .replace(/^[\s,:]*(?:(?:hey|hi|hello|ok|okay)\s+)?chief\s*[,:!]\s*/i, "")
    .trim();
}

/** Whether a message calls Chief by name: “Chief, …”, “hey chief: …”. */
export function callsChief(text: string): boolean {
  return /^\s*(?:(?:hey|hi|hello|ok|okay)\s+)?chief\s*[,:!]/i.test(text);
}
