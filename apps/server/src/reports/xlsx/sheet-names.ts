const LONGEST = 31;

/**
 * Names for sheets from labels, in order: at most 31 characters, without `[ ] : * ? / \`, not starting or ending with an
 * apostrophe, and different even when case is ignored (a number in brackets tells equal ones apart).
 */
export function sheetNames(labels: string[]): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    const clean = cleanName(label);
    let name = clean;
    for (let number = 2; taken.has(name.toLowerCase()); number++) {
      const ending = ` (${number})`;
      name = cut(clean, LONGEST - ending.length) + ending;
    }
    taken.add(name.toLowerCase());
    return name;
  });
}

function cleanName(label: string): string {
  const legal = label
    .replaceAll(/[[\]:*?/\\\p{Cc}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/^'+|'+$/g, '');
  const name = cut(legal, LONGEST).replace(/[\s']+$/, '');
  // Excel keeps "History" for itself.
  return name === '' || name.toLowerCase() === 'history' ? `${name || 'Sheet'}_` : name;
}

/** First `length` UTF-16 units without tearing a letter in two. */
function cut(text: string, length: number): string {
  let result = '';
  for (const letter of text) {
    if (result.length + letter.length > length) break;
    result += letter;
  }
  return result;
}
