import type { Child } from "hono/jsx";

interface TableProps {
  /** Read out before the table; shown above it only by the page's own heading. */
  readonly caption: string;
  readonly columns: readonly Child[];
  readonly children: Child;
  readonly id?: string;
}

/** A table that scrolls inside itself when the page is narrow. `children` are its rows. */
export function Table({ caption, columns, children, id }: TableProps) {
  return (
    <figure class="table-frame" tabindex={0} aria-label={caption}>
      <table>
        <caption class="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody id={id}>{children}</tbody>
      </table>
    </figure>
  );
}
