import type { Member } from '../member.js';
import { basketRules, type BasketRuleOptions, type BasketRules } from './basket-rules.js';
import { frequentItemsets, type Baskets, type ItemsetLimits, type Itemsets } from './frequent-itemsets.js';

export interface BasketSearch {
  table: Baskets;
  limits: ItemsetLimits;
  options: BasketRuleOptions;
}

/** All frequent itemsets and the rules between their parts; see `frequentItemsets` and `basketRules`. One member does all of it. */
export function findBasketRules(
  { table, limits, options }: BasketSearch,
  { progress }: Pick<Member, 'progress'>,
): [Itemsets, BasketRules] {
  const itemsets = frequentItemsets(table, limits);
  progress(0.5);
  return [itemsets, basketRules(itemsets, options)];
}
