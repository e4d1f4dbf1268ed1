import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/client";
import { isJsonObject, type Json, type JsonObject, parseJson } from "../kernel/index.ts";

/**
 * What a tool gave, as one JSON value: its structured content where it has some, else its blocks. One text that is JSON
 * counts as that JSON. Nothing that a block points to is fetched, and pictures and sounds are told of, not passed on.
 */
export function readResult({ structuredContent, content }: CallToolResult): Json {
  if (isJsonObject(structuredContent)) return structuredContent;
  const blocks = (content ?? []).map(readBlock);
  const [only, ...others] = blocks;
  if (only === undefined) return null;
  if (others.length === 0) return typeof only === "string" ? jsonIn(only) : only;
  return { content: blocks.map((block) => (typeof block === "string" ? { text: block } : block)) };
}

/** The texts of a result, for the message of one that failed. */
export function textOf({ content }: CallToolResult): string {
  return (content ?? []).flatMap((block) => (block.type === "text" ? [block.text] : [])).join(" ");
}

function jsonIn(text: string): Json {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return { text };
  try {
    return parseJson(trimmed);
  } catch {
    return { text };
  }
}

function readBlock(block: ContentBlock): string | JsonObject {
  switch (block.type) {
    case "text":
      return block.text;
    case "image":
    case "audio":
      return { kind: block.type, mediaType: block.mimeType, bytes: bytesOf(block.data) };
    case "resource_link":
      return { kind: "link", name: block.name, uri: block.uri, ...described(block) };
    case "resource":
      return readResource(block.resource);
  }
}

function described({ description }: { description?: string | undefined }): JsonObject {
  return description === undefined ? {} : { description };
}

type Resource = Extract<ContentBlock, { type: "resource" }>["resource"];

function readResource(resource: Resource): JsonObject {
  const { uri, mimeType } = resource;
  const held = "text" in resource ? { text: resource.text } : { bytes: bytesOf(resource.blob) };
  return { kind: "resource", uri, ...(mimeType === undefined ? {} : { mediaType: mimeType }), ...held };
}

const bytesOf = (base64: string) => Math.floor((base64.length * 3) / 4);
