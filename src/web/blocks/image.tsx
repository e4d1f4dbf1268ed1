import type { JsonObject } from "../../kernel/index.ts";
import { objectAt, textAt, wordsAt } from "./json-view.ts";
import { SafeLink } from "./prose-view.tsx";
import { imageUrl } from "./safe-url.ts";
import { plainText } from "./text-object.tsx";

function sourceOf(image: JsonObject): string {
  return textAt(image, "image_url") || textAt(objectAt(image, "slack_file") ?? {}, "url");
}

/** A picture that Chief itself serves. One from elsewhere is a link: loading it would tell that host who reads. */
export function ImageView({ image }: { image: JsonObject }) {
  const source = sourceOf(image);
  const alt = plainText(textAt(image, "alt_text"));
  const own = imageUrl(source);
  if (own !== undefined) return <img src={own} alt={alt} loading="lazy" />;
  return <SafeLink url={source}>Picture: {alt || "without a description"}</SafeLink>;
}

/** An `image` block: the picture under its title. */
export function ImageBlock({ block }: { block: JsonObject }) {
  const title = plainText(wordsAt(block, "title"));
  return (
    <figure class="b-image">
      {title && <figcaption>{title}</figcaption>}
      <ImageView image={block} />
    </figure>
  );
}

/** A `video` block: a link, with who made it and what it is about. Nothing is embedded. */
export function VideoBlock({ block }: { block: JsonObject }) {
  const url = textAt(block, "title_url") || textAt(block, "video_url");
  const by = [textAt(block, "provider_name"), textAt(block, "author_name")].filter((name) => name !== "");
  const description = plainText(wordsAt(block, "description"));
  return (
    <div class="b-card">
      <p>
        <SafeLink url={url}>
          Video: {plainText(wordsAt(block, "title")) || plainText(textAt(block, "alt_text"))}
        </SafeLink>
      </p>
      {by.length > 0 && <small>{plainText(by.join(" · "))}</small>}
      {description && <p>{description}</p>}
    </div>
  );
}
