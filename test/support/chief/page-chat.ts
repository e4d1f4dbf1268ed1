import { type Browser, unescaped, wordsIn } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { type Chat, PEOPLE, type Person, type Posted, plain, type Seen } from "./seen.ts";

/**
 * The chat of local mode, used through its pages. There is one browser, which changes whom it is signed in as: what
 * two people do at the same time comes one after the other.
 */
export function createPageChat(browser: Browser): Chat {
  let last: Promise<unknown> = Promise.resolve();
  let who: Person | undefined;
  function as<T>(person: Person, act: () => Promise<T>): Promise<T> {
    const turn = last.then(async () => {
      if (who !== person)
        await browser.post("/chat-identity", { member: PEOPLE[person], return_to: "/chat" });
      who = person;
      return act();
    });
    last = turn.catch(() => undefined);
    return turn;
  }
  return {
    say: (person, where, text, threadTs) =>
      as(person, () => say(browser, { where, text, ...(threadTs ? { threadTs } : {}) })),
    thread: ({ channel, ts }, person = "ada") =>
      as(person, async () => messagesIn((await threadPage(browser, { channel, ts })).html, "thread")),
    channel: (where, person = "ada") =>
      as(person, async () => {
        const { html } = await browser.get(`/chat/${await idOf(browser, where)}`);
        return messagesIn(html, "channel");
      }),
    press: (person, on, button) => as(person, () => press(browser, on, button)),
    deny: (person, on, reason = "") =>
      as(person, async () => {
        await press(browser, on, "Deny");
        await submitModal(browser, on, reason);
      }),
  };
}

const threadPage = (browser: Browser, { channel, ts }: Posted) =>
  browser.get(`/chat/${channel}?thread=${ts}`);

async function idOf(browser: Browser, where: string): Promise<string> {
  const { html } = await browser.get("/chat");
  const links = [...html.matchAll(/<a[^>]*href="\/chat\/([A-Z0-9]+)"[^>]*>(.*?)<\/a>/gs)];
  const isWanted = ([, id = "", label = ""]: RegExpMatchArray) =>
    where === "dm" ? id.startsWith("D") : wordsIn(label).replace(/^#\s*/, "") === where.replace(/^#/, "");
  const found = links.find(isWanted)?.[1];
  if (!found) throw new Error(`the chat page links to no ${where}`);
  return found;
}

async function say(
  browser: Browser,
  saying: { where: string; text: string; threadTs?: string },
): Promise<Posted> {
  const { where, text, threadTs } = saying;
  const channel = await idOf(browser, where);
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const sent = await browser.post(`/chat/${channel}/messages`, { text, ...thread });
  if (sent.status !== 204) throw new Error(`the chat page answered ${sent.status}`);
  if (threadTs !== undefined) return { channel, ts: threadTs };
  const { html } = await browser.get(`/chat/${channel}`);
  const mine = messagesIn(html, "channel").findLast(
    (message) => !message.isFromChief && message.text.includes(plain(text).slice(0, 40)),
  );
  if (!mine) throw new Error(`the page does not show what was said: ${text}`);
  return { channel, ts: mine.ts };
}

function messagesIn(html: string, list: "channel" | "thread"): Seen[] {
  const articles = html.match(new RegExp(`<article id="${list}-.*?</article>`, "gs")) ?? [];
  return articles.map((whole) => {
    const [article = ""] = whole.split('<details class="overflow message-menu"');
    const [, seconds, fraction] = /id="\w+-(\d+)-(\d+)"/.exec(article) ?? [];
    return {
      ts: `${seconds}.${fraction}`,
      isFromChief: article.includes('class="app-mark"'),
      isPrivate: article.includes('class="only-you"'),
      text: plain(wordsIn(/<div class="prose">(.*)/s.exec(article)?.[1] ?? "")),
      buttons: buttonsIn(article),
    };
  });
}

/** Those that ask something; every answer has thumbs besides. */
function buttonsIn(article: string): string[] {
  const asking = article.replace(/<form class="press feedback".*?<\/form>/gs, "");
  return [...asking.matchAll(/<button type="submit"[^>]*>(.*?)<\/button>/gs)].map(([, label = ""]) =>
    wordsIn(label),
  );
}

async function press(browser: Browser, on: Posted, button: string): Promise<void> {
  const { html } = await browser.get(`/chat/${on.channel}?thread=${on.ts}`);
  const forms = html.match(/<form class="press.*?<\/form>/gs) ?? [];
  const form = forms.find(
    (candidate) => candidate.includes(`/${on.ts}/actions`) && wordsIn(candidate).includes(button),
  );
  const address = form && /hx-post="([^"]*)"/.exec(form)?.[1];
  if (!form || !address) throw new Error(`there is no button “${button}” on ${on.ts}`);
  const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name,
    unescaped(value),
  ]);
  const pressed = await browser.post(unescaped(address), Object.fromEntries(fields));
  if (pressed.status !== 204)
    throw new Error(`the click was answered with ${pressed.status}: ${pressed.html}`);
}

/** Fills the only field of the modal that is open on the page, and submits it. */
async function submitModal(browser: Browser, on: Posted, text: string): Promise<void> {
  const html = await eventually("the modal", async () => {
    const page = await threadPage(browser, on);
    return page.html.includes('id="view-form"') ? page.html : undefined;
  });
  const address = /<form id="view-form"[^>]*hx-post="([^"]*)"/.exec(html)?.[1] ?? "";
  const field = /<textarea[^>]*name="([^"]*)"[^>]*form="view-form"/.exec(html)?.[1] ?? "";
  const { status } = await browser.post(unescaped(address), { [unescaped(field)]: text });
  if (status >= 300) throw new Error(`the modal was answered with ${status}`);
}
