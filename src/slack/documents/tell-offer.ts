import type { DocumentOffer } from "../../integrations/index.ts";
import { visibleText } from "../../kernel/index.ts";

const LONGEST = 120;
const MOST_URLS = 3;

/** Text of a file, which nobody vouches for, so that it is only text in Markdown. */
function inert(text: string): string {
  const plain = visibleText(text).replaceAll("`", "'").replace(/\s+/g, " ").trim().slice(0, LONGEST);
  return `\`${plain || "?"}\``;
}

type Offer<Kind extends DocumentOffer["kind"]> = Extract<DocumentOffer, { kind: Kind }>;

/** What Chief says about a document that an admin dropped in a message: a short report and where to go on. */
export function tellOffer(
  offer: DocumentOffer,
  { name, publicUrl }: { name: string; publicUrl: string },
): string {
  switch (offer.kind) {
    case "unreadable":
      return `I could not read ${inert(name)}. ${offer.message}`;
    case "empty":
      return `I read ${inert(name)}, but nothing in it can be called. ${offer.upload.report.warnings[0] ?? ""}`;
    case "new":
      return tellNew(offer, { name, publicUrl });
    case "update":
      return tellUpdate(offer, { name, publicUrl });
  }
}

const countOf = (count: number) => count.toLocaleString("en-US");

function tellNew({ upload }: Offer<"new">, { name, publicUrl }: { name: string; publicUrl: string }): string {
  const { report, title, baseUrls, id } = upload;
  const odd = report.operations.filter((one) => one.leftOut !== undefined || one.warnings.length > 0).length;
  return [
    `I read ${inert(name)}: **${countOf(report.imported)} of ${countOf(report.total)} operations** of ${inert(title)} can be imported${odd > 0 ? `, ${countOf(odd)} with a note` : ""}.`,
    `${aboutBaseUrl(baseUrls)} Nothing is connected before you confirm it there: [connect it](${publicUrl}/uploads/${encodeURIComponent(id)}). Enter its credential only there, never in Slack.`,
  ].join("\n\n");
}

function aboutBaseUrl(baseUrls: readonly string[]): string {
  const [only] = baseUrls;
  if (only === undefined)
    return "**Which base URL should I use?** The document names none that can be used; enter it on the page.";
  if (baseUrls.length === 1) return `Its base URL seems to be ${inert(only)}.`;
  const more = baseUrls.length - MOST_URLS;
  const listed = baseUrls.slice(0, MOST_URLS).map(inert).join(", ");
  return `**Which base URL should I use?** The document names ${listed}${more > 0 ? ` and ${more} more` : ""}; choose on the page.`;
}

function tellUpdate(
  { integration, counts, upload }: Offer<"update">,
  { name, publicUrl }: { name: string; publicUrl: string },
): string {
  const { added, changed, removed } = counts;
  const page = `${publicUrl}/integrations/${encodeURIComponent(integration.id)}/openapi`;
  const head = `I read ${inert(name)}: ${countOf(upload.report.imported)} operations of ${inert(integration.name)}, which is connected.`;
  if (added + changed + removed === 0) return `${head} Nothing is different. [Its document](${page})`;
  const what = `**${countOf(added)} new, ${countOf(changed)} changed, ${countOf(removed)} gone.**`;
  return `${head}\n\n${what} Nothing changes before you say so: [see what it would change](${page}/changes).`;
}
