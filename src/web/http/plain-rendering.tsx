/**
 * Makes hono render without AsyncLocalStorage, which it looks for once, at the first render of the process.
 *
 * On Node 20 one that was ever opened makes every promise of the process dearer from then on: after a single page had been
 * looked at, turns cost 7 % more CPU. It is there for components that wait, and ours never do.
 */
export function renderWithoutAsyncStorage(): void {
  const { getBuiltinModule } = process;
  try {
    Object.assign(process, { getBuiltinModule: undefined });
    String(<p />);
  } finally {
    Object.assign(process, { getBuiltinModule });
  }
}
