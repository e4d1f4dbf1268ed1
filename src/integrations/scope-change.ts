/** What a new consent changed. */
export interface ScopeChange {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** The scopes that were not there before, and those that are there no more, each in their order. */
export function compareScopes(before: readonly string[], after: readonly string[]): ScopeChange {
  return {
    gained: after.filter((scope) => !before.includes(scope)),
    lost: before.filter((scope) => !after.includes(scope)),
  };
}
