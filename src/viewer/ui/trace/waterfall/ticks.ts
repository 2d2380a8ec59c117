/** Round moments within a stretch of time, about `count` of them. Nanoseconds. */
export function ticksBetween(fromNs: number, toNs: number, count: number): number[] {
  const least = (toNs - fromNs) / count;
  if (!(least > 0)) return [fromNs];
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= least)!;
  const ticks: number[] = [];
  for (let tick = Math.ceil(fromNs / step); tick * step <= toNs; tick++) ticks.push(tick * step);
  return ticks;
}
