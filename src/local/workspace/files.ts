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
  readonly content: Uint8Array;
}

/** The workspace's files: an announced upload has a size and no content yet. */
export interface Files {
  find(fileId: string): WorkspaceFile | undefined;
  /** The bytes, when the upload is complete. */
  read(fileId: string): FileContent | undefined;
  add(file: NewFile): WorkspaceFile;
  fill(file: WorkspaceFile, content: Uint8Array): WorkspaceFile;
  share(file: WorkspaceFile, channelId: string | undefined, title: string | undefined): WorkspaceFile;
}

export function createFiles(state: State, clock: Clock): Files {
  const put = (file: WorkspaceFile) => state.files.set(file.id, file);
  return {
    find: (fileId) => state.files.get(fileId),
    read(fileId) {
      const file = state.files.get(fileId);
      if (file?.contentBase64 === undefined) return undefined;
      const { name, mimetype, contentBase64 } = file;
      return { name, mimetype, content: Buffer.from(contentBase64, "base64") };
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
    fill: (file, content) => put({ ...file, contentBase64: toBase64(content) }),
    share: (file, channelId, title) =>
      put({
        ...file,
        title: title ?? file.title,
        channels: channelId === undefined ? file.channels : [...file.channels, channelId],
      }),
  };
}

function toBase64(content: Uint8Array): string {
  return Buffer.from(content).toString("base64");
}

function extensionOf(name: string): string {
  return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
}
