import type { Child } from "hono/jsx";

interface PartialProps {
  /** A CSS selector of what is updated. */
  readonly target: string;
  readonly swap: "innerHTML" | "outerHTML" | "beforeend" | "afterbegin" | "delete";
  readonly children?: Child;
}

/** One place of the page to update, wherever the request came from (`<hx-partial>` of htmx 4). */
export function Partial({ target, swap, children }: PartialProps) {
  return (
    <hx-partial hx-target={target} hx-swap={swap}>
      {children}
    </hx-partial>
  );
}
