/** How the ids in a message are called for who reads it. Undefined for one that is not known: then the id itself is shown. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
  /** The zone of who reads, in which dates are written out; UTC, which is then said, where it is not known. */
  readonly timeZone?: string;
}
