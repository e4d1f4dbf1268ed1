/** `1 row`, `2,000 rows`; a plural that is not `…s` is given. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
