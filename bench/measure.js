/** Median milliseconds of `work` over `times` runs after one that warms up. */
export async function median(work, times = 3) {
  await work();
  const spent = [];
  for (let i = 0; i < times; i += 1) spent.push(await once(work));
  return spent.sort((a, b) => a - b)[Math.floor(times / 2)];
}

export async function once(work) {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

/** Runs `count` calls of `work`, `width` at a time. */
export async function together(count, width, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
