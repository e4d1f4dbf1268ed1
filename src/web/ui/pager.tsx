import { Icon } from "./icon.tsx";

interface PagerProps {
  /** What is turned, such as `Pages of actions`. */
  readonly label: string;
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  /** The address of a page, and where htmx gets only the list from. */
  readonly hrefOf: (page: number) => string;
  readonly partOf: (page: number) => string;
  /** What the part takes the place of. */
  readonly target: string;
}

/** Which part of a long list is shown, with the way to the pages before and after. */
export function Pager({ label, page, pageSize, total, hrefOf, partOf, target }: PagerProps) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const first = Math.min((page - 1) * pageSize + 1, total);
  const last = Math.min(page * pageSize, total);
  const turn = (to: number, words: string, isBack: boolean) => (
    <a
      class="button small"
      href={hrefOf(to)}
      hx-get={partOf(to)}
      hx-target={target}
      hx-swap="outerHTML show:top"
      rel={isBack ? "prev" : "next"}
    >
      {isBack && <Icon name="arrow-left" />} {words}
    </a>
  );
  if (pages === 1) return null;
  return (
    <nav class="pager row spread" aria-label={label}>
      <span class="muted">
        {first.toLocaleString("en-US")}–{last.toLocaleString("en-US")} of {total.toLocaleString("en-US")}
      </span>
      <span class="row">
        {page > 1 && turn(page - 1, "Previous", true)}
        {page < pages && turn(page + 1, "Next", false)}
      </span>
    </nav>
  );
}
