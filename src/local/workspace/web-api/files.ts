import { isJsonObject, type JsonObject } from "../../../kernel/index.ts";
import { type Files, type FileWire, isComplete, LARGEST_FILE } from "../files.ts";
import type { Messages } from "../messages.ts";
import type { Identity, WorkspaceFile } from "../state.ts";
import type { Access } from "./access.ts";
import { authorOf, threadOf } from "./chat.ts";
import { readBlocks } from "./content.ts";
import type { ApiCall, ApiMethods } from "./method.ts";
import { ApiRefusal, orRefuse } from "./refusal.ts";

interface FileParts {
  readonly access: Access;
  readonly files: Files;
  readonly fileWire: FileWire;
  readonly messages: Messages;
  readonly identity: Identity;
}

const WRITE = ["files:write"];

export function fileMethods(parts: FileParts): ApiMethods {
  const { files, fileWire } = parts;
  return {
    "files.getUploadURLExternal": {
      token: "bot",
      scopes: WRITE,
      call({ args, origin, userId }) {
        const size = Number(args.required("length"));
        if (!Number.isInteger(size) || size < 1) {
          throw new ApiRefusal("invalid_arguments", ["length must be a whole number of bytes from 1"]);
        }
        if (size > LARGEST_FILE) throw new ApiRefusal("file_upload_size_restricted");
        const file = files.add({ name: args.required("filename"), user: userId, size });
        return { upload_url: `${origin}/upload/${file.id}`, file_id: file.id };
      },
    },
    "files.completeUploadExternal": { token: "bot", scopes: WRITE, call: (call) => complete(parts, call) },
    "files.info": {
      token: "bot",
      scopes: ["files:read"],
      call: ({ args }) => ({ file: fileWire(orRefuse(files.find(args.required("file")), "file_not_found")) }),
    },
  };
}

function complete(parts: FileParts, { args }: ApiCall): JsonObject {
  const listed = (args.list("files", "invalid_arguments") ?? []).filter(isJsonObject);
  if (listed.length === 0) throw new ApiRefusal("invalid_arguments", ["missing required field: files"]);
  const uploaded = listed.map((entry) => ({ file: uploadedFile(parts, entry), title: entry["title"] }));
  const channelId = args.text("channel_id") ?? args.text("channels");
  const channel = channelId === undefined ? undefined : parts.access.writable(channelId);
  const shared = uploaded.map(({ file, title }) =>
    parts.files.share(file, channel?.id, typeof title === "string" ? title : undefined),
  );
  if (channel !== undefined) {
    const threadTs = threadOf(parts, channel, args);
    const comment = args.text("initial_comment") ?? "";
    const blocks = comment === "" ? readBlocks(args.list("blocks", "invalid_blocks_format") ?? []) : [];
    parts.messages.post(channel, {
      ...authorOf(parts.identity, args),
      subtype: "file_share",
      text: comment,
      fileIds: shared.map(({ id }) => id),
      ...(blocks.length > 0 && { blocks }),
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    });
  }
  return { files: shared.map(parts.fileWire) };
}

function uploadedFile({ files }: FileParts, entry: JsonObject): WorkspaceFile {
  const file = orRefuse(files.find(String(entry["id"])), "file_not_found");
  if (!isComplete(file)) throw new ApiRefusal("file_upload_size_restricted", ["nothing was uploaded"]);
  return file;
}
