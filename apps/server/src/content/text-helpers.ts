/** Helpers that texts may use besides `if`, `else` and `unless`; anything else is a mistake. */
export const TEXT_HELPERS = [
  'figure',
  'text',
  'value',
  'known',
  'last_issue',
  'since_last',
  'since_last_value',
  'gt',
  'lt',
  'gte',
  'lte',
  'eq',
  'and',
  'or',
  'not',
  'abs',
] as const;
