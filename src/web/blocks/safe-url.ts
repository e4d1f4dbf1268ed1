const LINKABLE = /^(https?|mailto):/i;

/** `url` if a link may point to it: an absolute http, https or mailto address without credentials. */
export function linkUrl(url: string): string | undefined {
  if (!LINKABLE.test(url) || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol === "mailto:") return parsed.href;
  return parsed.username || parsed.password ? undefined : parsed.href;
}

const OWN_IMAGE = /^\/(?![/\\])[^\s\\]*$/;
const DATA_IMAGE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;

/** `url` if a picture may be loaded from it: Chief itself, or bytes in the address. Never another host. */
export function imageUrl(url: string): string | undefined {
  return OWN_IMAGE.test(url) || DATA_IMAGE.test(url) ? url : undefined;
}
