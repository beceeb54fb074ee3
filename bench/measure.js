/** Median milliseconds of `work` over `times` runs after one that warms up. */
export async function median(work, times = 3) {
  await work();
  const spent = [];
  for (let i = 0; i < times; i += 1) spent.push(await once(work));
  return middle(spent);
}

/**
 * Median milliseconds of each of `works`, measured in turns, so that a busy moment of the machine falls on all of them, and back and
 * forth, so that none always follows the same one; each runs once before to warm up.
 */
export async function inTurns(works, rounds = 6) {
  for (const work of works) await work();
  const spent = works.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const order = [...works.entries()];
    for (const [index, work] of round % 2 === 0 ? order : order.toReversed()) spent[index].push(await once(work));
  }
  return spent.map(middle);
}

function middle(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : Number(((sorted[half - 1] + sorted[half]) / 2).toFixed(2));
}

export async function once(work) {
  const start = performance.now();
  await work();
  return Number((performance.now() - start).toFixed(2));
}

/** Runs `count` calls of `work`, `width` at a time. */
export async function together(count, width, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
