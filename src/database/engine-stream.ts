import { Duplex } from "node:stream";

/** Where an `EngineStream`'s bytes go. */
export interface EngineLine {
  /** Resolves when the database can be spoken to. */
  ready(): Promise<void>;
  write(bytes: Uint8Array): void;
  hangUp(): void;
}

/** What `pg` takes for a socket, connected to the database thread. */
export class EngineStream extends Duplex {
  readonly #line: EngineLine;

  constructor(line: EngineLine) {
    super();
    this.#line = line;
  }

  connect(): this {
    this.#line.ready().then(
      () => this.emit("connect"),
      (error: Error) => this.destroy(error),
    );
    return this;
  }

  override _read(): void {
    // Bytes are pushed as they come; answers are read at once, so nothing is gained by holding them back.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#line.write(new Uint8Array(chunk));
    done();
  }

  /** `pg` corks while it writes the messages of one query, so they cross to the thread as one. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#line.write(new Uint8Array(Buffer.concat(chunks.map(({ chunk }) => chunk))));
    done();
  }

  override _final(done: () => void): void {
    this.#line.hangUp();
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#line.hangUp();
    done(error);
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
