/** Median milliseconds of `work` over `times` runs after one that warms up. */
export async function median(work, times = 3) {
  await work();
  const spent = [];
  for (let i = 0; i < times; i += 1) spent.push(await once(work));
  return spent.sort((a, b) => a - b)[Math.floor(times / 2)];
}

/**
 * Median milliseconds of each of `works`, measured in turns over `rounds`, so that a busy moment of the machine falls on all of them;
 * each runs once before to warm up.
 */
export async function inTurns(works, rounds = 5) {
  for (const work of works) await work();
  const spent = works.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) spent[index].push(await once(work));
  }
  return spent.map((times) => times.sort((a, b) => a - b)[Math.floor(rounds / 2)]);
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
