import { type Chat, type Chief, eventually, type Posted, type Seen } from "../support/chief.ts";

/** Whether a message is an answer: answers carry a receipt. */
export const isAnswer = ({ text }: Seen) => text.includes("How did you get this?");
/** Whether a message is a card that waits for a click. */
export const isCard = ({ buttons }: Seen) => buttons.includes("Approve");

type Talking = Pick<Chief, "chat">;

/** What Chief said in a thread so far, oldest first. */
export async function said(chat: Chat, posted: Posted): Promise<Seen[]> {
  return (await chat.thread(posted)).filter(({ isFromChief, isPrivate }) => isFromChief && !isPrivate);
}

/** The first thing in a thread that Chief says and `isWanted` accepts. */
export function reply(
  { chat }: Talking,
  posted: Posted,
  isWanted: (message: Seen) => boolean = isAnswer,
): Promise<Seen> {
  return eventually(
    "a reply",
    async () => (await said(chat, posted)).find(isWanted),
    () => chat.thread(posted),
  );
}

/** The answers in a thread, as soon as there are `count` of them. */
export function replies({ chat }: Talking, posted: Posted, count: number): Promise<Seen[]> {
  return eventually(
    `${count} answers`,
    async () => {
      const answers = (await said(chat, posted)).filter(isAnswer);
      return answers.length >= count ? answers : undefined;
    },
    () => chat.thread(posted),
  );
}

/** Asks, and gives the text of the answer. */
export async function ask(chief: Talking, text: string, where = "#general"): Promise<string> {
  const asked = await chief.chat.say("ada", where, text);
  return (await reply(chief, asked)).text;
}
