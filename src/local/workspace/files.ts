import { buffer } from "node:stream/consumers";
import type { Clock, JsonObject } from "../../kernel/index.ts";
import { newSlackId } from "./ids.ts";
import type { State, WorkspaceFile } from "./state.ts";

/** A file as the Web API and events show it. */
export type FileWire = (file: WorkspaceFile) => JsonObject;

const MIME_TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  gif: "image/gif",
  html: "text/html",
  jpg: "image/jpeg",
  json: "application/json",
  md: "text/markdown",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  yaml: "application/yaml",
  yml: "application/yaml",
};

export function createFileWire(origin: () => string): FileWire {
  return (file) => {
    const address = `${origin()}/files/${file.id}/${encodeURIComponent(file.name)}`;
    return {
      id: file.id,
      name: file.name,
      title: file.title,
      mimetype: file.mimetype,
      filetype: extensionOf(file.name),
      size: file.size,
      user: file.user,
      created: file.created,
      timestamp: file.created,
      mode: "hosted",
      is_external: false,
      url_private: address,
      url_private_download: address,
      permalink: address,
      channels: [...file.channels],
    };
  };
}

export interface NewFile {
  readonly name: string;
  readonly title?: string;
  readonly user: string;
  readonly size: number;
  readonly content?: Uint8Array;
}

export interface FileContent {
  readonly name: string;
  readonly mimetype: string;
  pieces(): AsyncIterable<Uint8Array>;
}

/** Keeps what is too large to be held. */
export interface LargeFiles {
  /** Gives how many bytes that were. */
  write(fileId: string, pieces: AsyncIterable<Uint8Array>): Promise<number>;
  read(fileId: string): AsyncIterable<Uint8Array>;
}

/** As Slack has it. */
export const LARGEST_FILE = 1_000_000_000;
const LARGEST_HELD = 4 * 1024 * 1024;

/** The workspace's files: an announced upload has a size and no content yet. */
export interface Files {
  find(fileId: string): WorkspaceFile | undefined;
  /** The bytes, when the upload is complete. */
  read(fileId: string): FileContent | undefined;
  add(file: NewFile): WorkspaceFile;
  /** Takes an announced upload's bytes; false when they are not as many as were announced. */
  fill(file: WorkspaceFile, pieces: AsyncIterable<Uint8Array>): Promise<boolean>;
  share(file: WorkspaceFile, channelId: string | undefined, title: string | undefined): WorkspaceFile;
}

/** Whether the bytes of a file are there. */
export function isComplete({ contentBase64, isLarge }: WorkspaceFile): boolean {
  return contentBase64 !== undefined || isLarge === true;
}

/** Without `large`, every file is held. */
export function createFiles(state: State, clock: Clock, large?: LargeFiles): Files {
  const put = (file: WorkspaceFile) => state.files.set(file.id, file);
  return {
    find: (fileId) => state.files.get(fileId),
    read(fileId) {
      const file = state.files.get(fileId);
      if (!file || !isComplete(file)) return undefined;
      const { name, mimetype, contentBase64 = "" } = file;
      async function* held() {
        yield Buffer.from(contentBase64, "base64");
      }
      return { name, mimetype, pieces: () => (file.isLarge && large ? large.read(fileId) : held()) };
    },
    add: ({ name, title, user, size, content }) =>
      put({
        id: newSlackId("F"),
        name,
        title: title ?? name,
        mimetype: MIME_TYPES[extensionOf(name)] ?? "application/octet-stream",
        size,
        user,
        created: Math.floor(clock().getTime() / 1000),
        channels: [],
        contentBase64: content === undefined ? undefined : toBase64(content),
      }),
    async fill(file, pieces) {
      const asAnnounced = upTo(file.size, pieces);
      if (large && file.size > LARGEST_HELD) {
        if ((await large.write(file.id, asAnnounced)) !== file.size) return false;
        put({ ...file, isLarge: true });
        return true;
      }
      const content = await buffer(asAnnounced);
      if (content.byteLength !== file.size) return false;
      put({ ...file, contentBase64: toBase64(content) });
      return true;
    },
    share: (file, channelId, title) =>
      put({
        ...file,
        title: title ?? file.title,
        channels: channelId === undefined ? file.channels : [...file.channels, channelId],
      }),
  };
}

/** Ends with the piece that makes it more than `bytes`. */
async function* upTo(bytes: number, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let taken = 0;
  for await (const piece of pieces) {
    taken += piece.byteLength;
    yield piece;
    if (taken > bytes) return;
  }
}

function toBase64(content: Uint8Array): string {
  return Buffer.from(content).toString("base64");
}

function extensionOf(name: string): string {
  return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
}
