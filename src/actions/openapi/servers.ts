import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";

/**
 * The base URLs a document suggests, most likely first, each an absolute http(s) URL without credentials.
 *
 * They are only suggestions: a person confirms where an integration's credential goes. Variables are filled with
 * their defaults, relative ones resolved against `documentUrl` if it is known, and anything else is left out.
 */
export function suggestBaseUrls(document: JsonObject, documentUrl?: string): string[] {
  const written =
    document["swagger"] === undefined ? serverUrls(document["servers"]) : oldServerUrls(document);
  const urls = written.flatMap((url) => absoluteUrl(url, documentUrl) ?? []);
  return [...new Set(urls)];
}

/** The URLs of a `servers` list with their variables filled in; those without a default are left out. */
export function serverUrls(servers: Json | undefined): string[] {
  if (!Array.isArray(servers)) return [];
  return servers.filter(isJsonObject).flatMap((server) => filledUrl(server) ?? []);
}

function filledUrl(server: JsonObject): string | undefined {
  const { url, variables } = server;
  if (typeof url !== "string") return undefined;
  const filled = url.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = isJsonObject(variables) && Object.hasOwn(variables, name) ? variables[name] : undefined;
    const value = isJsonObject(variable) ? (variable["default"] ?? firstOf(variable["enum"])) : undefined;
    return typeof value === "string" || typeof value === "number" ? String(value) : whole;
  });
  return /[{}]/.test(filled) ? undefined : filled;
}

const firstOf = (values: Json | undefined) => (Array.isArray(values) ? values[0] : undefined);

function oldServerUrls(document: JsonObject): string[] {
  const { host, basePath, schemes } = document;
  const path = typeof basePath === "string" ? basePath : "/";
  if (typeof host !== "string") return [path];
  const listed = Array.isArray(schemes) ? schemes : ["https"];
  const ordered = ["https", "http"].filter((scheme) => listed.includes(scheme));
  return (ordered.length > 0 ? ordered : ["https"]).map((scheme) => `${scheme}://${host}${path}`);
}

function absoluteUrl(written: string, documentUrl: string | undefined): string | undefined {
  if (/^[/\\]{2}/.test(written.trim())) return undefined;
  if (!URL.canParse(written, documentUrl)) return undefined;
  const url = new URL(written, documentUrl);
  const isUsable = /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return isUsable ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : undefined;
}
