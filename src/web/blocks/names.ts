/** How the ids in a message are called. Undefined for one that is not known: then the id itself is shown. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}
