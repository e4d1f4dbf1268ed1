/** A request to send; `take` is asked anew for each send. */
export interface Outgoing {
  take(): readonly [url: string, init: RequestInit | undefined];
  /** It was sent without an answer that counts, and waits again. */
  putBack?(): void;
}

/** An answer that several may read. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

interface Edit {
  request: ReturnType<Outgoing["take"]>;
  isSent: boolean;
  answer: Promise<Answer>;
  /** The edit after this one, which waits until this one is through: an older text must not arrive last. */
  next?: Edit;
}

/**
 * Edits of the same thing, by key, one after another. Of those that wait only the newest is sent, and all get its answer:
 * what was in between would have been seen by nobody.
 */
export function createEditFolder() {
  const current = new Map<string, Edit>();
  return async (
    key: string,
    request: Edit["request"],
    send: (outgoing: Outgoing) => Promise<Response>,
  ): Promise<Response> => {
    const before = current.get(key);
    const waiting = before?.isSent ? before.next : before;
    if (waiting) {
      waiting.request = request;
      return asResponse(await waiting.answer);
    }
    const edit: Edit = { request, isSent: false, answer: Promise.reject(new Error("not sent yet")) };
    edit.answer.catch(() => undefined);
    const outgoing: Outgoing = {
      take() {
        edit.isSent = true;
        return edit.request;
      },
      putBack() {
        edit.isSent = false;
      },
    };
    edit.answer = Promise.resolve(before?.answer)
      .catch(() => undefined)
      .then(() => {
        current.set(key, edit);
        return send(outgoing);
      })
      .then(read)
      .finally(() => {
        edit.isSent = true;
        if (!edit.next && current.get(key) === edit) current.delete(key);
      });
    if (before) before.next = edit;
    else current.set(key, edit);
    return asResponse(await edit.answer);
  };
}

async function read(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const asResponse = ({ status, headers, body }: Answer) => new Response(body, { status, headers });
