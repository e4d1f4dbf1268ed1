/** Text within a line, after either of Slack's two markups was read. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "styled"; readonly style: Style; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly url: string; readonly children: readonly Inline[] }
  | {
      readonly kind: "mention";
      readonly of: "user" | "channel" | "usergroup";
      readonly id: string;
      readonly label?: string;
    }
  | { readonly kind: "broadcast"; readonly range: string }
  | { readonly kind: "date"; readonly at: Date; readonly format: string; readonly fallback: string }
  | { readonly kind: "break" };

export type Style = "bold" | "italic" | "strike" | "underline";

/** What a text is made of, top to bottom. */
export type Prose =
  | { readonly kind: "paragraph"; readonly inline: readonly Inline[] }
  | { readonly kind: "heading"; readonly level: number; readonly inline: readonly Inline[] }
  | { readonly kind: "quote"; readonly children: readonly Prose[] }
  | { readonly kind: "list"; readonly start?: number; readonly items: readonly (readonly Prose[])[] }
  | { readonly kind: "code"; readonly text: string }
  | {
      readonly kind: "table";
      readonly header: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: "rule" };
