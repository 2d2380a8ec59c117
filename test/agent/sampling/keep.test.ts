import { ByteRing } from '../../../src/agent/sampling/keep/byte-ring';
import { QuantileSketch } from '../../../src/agent/sampling/keep/quantile-sketch';
import { SlowRoutes } from '../../../src/agent/sampling/keep/slow-routes';

/** Numbers from 0 to 1 that look random, equal in each run. */
function* evenly() {
  for (let at = 1; ; at++) yield (at * 0.618_033_988_749_895) % 1;
}

describe('the ring', () => {
  const piece = (value: number, length = 1000) => new Uint8Array(length).fill(value);

  test('gives back what newer bytes have not overwritten', () => {
    const ring = new ByteRing(64 * 1024);
    const places = Array.from({ length: 200 }, (_, at) => ring.append(piece(at), 0)!);
    const read = places.map(place => ring.read(place, 1000)?.[999]);
    expect(read.slice(0, 130)).toEqual(Array(130).fill(undefined));
    expect(read.slice(140)).toEqual(Array.from({ length: 60 }, (_, at) => at + 140));
    for (const [at, value] of read.entries()) expect([undefined, at]).toContain(value);
  });

  test('grows while what is of use would not fit, and never beyond its limit', () => {
    const ring = new ByteRing(512 * 1024);
    const places = Array.from({ length: 250 }, (_, at) => ring.append(piece(at), (at + 1) * 1000)!);
    expect(places.map(place => ring.read(place, 1000)?.[500])).toEqual(places.map((_, at) => at));
    const many = Array.from({ length: 1000 }, (_, at) => ring.append(piece(at & 255), 1e9)!);
    const left = many.filter(place => ring.read(place, 1000) !== undefined).length;
    expect(left).toBeGreaterThan(500);
    expect(left).toBeLessThanOrEqual(525);
  });

  test('refuses what would fill half of it', () => {
    const ring = new ByteRing(64 * 1024);
    expect(ring.append(piece(1, 33 * 1024), 0)).toBeUndefined();
    expect(ring.read(0, 10)).toBeUndefined();
  });
});

describe('quantiles', () => {
  test('a hundredth is beyond p99, once enough is known, and a change is learnt', () => {
    const sketch = new QuantileSketch(0.99);
    const random = evenly();
    const add = (scale: number) => sketch.add(scale * (1 - Math.log(1 - random.next().value!)));
    const beyond = (count: number, scale: number) =>
      Array.from({ length: count }, () => add(scale)).filter(Boolean).length;
    expect(beyond(90, 10)).toBe(0);
    beyond(1000, 10);
    const share = beyond(20_000, 10) / 20_000;
    expect(share).toBeGreaterThan(0.004);
    expect(share).toBeLessThan(0.011);
    beyond(60_000, 100);
    expect(beyond(20_000, 100) / 20_000).toBeLessThan(0.012);
  });

  test('routes are learnt by themselves, up to a bound', () => {
    const routes = new SlowRoutes(0.99);
    for (let time = 0; time < 200; time++) {
      routes.add('/fast', 1);
      routes.add('/slow', 1000);
    }
    expect(routes.add('/fast', 100)).toBe(true);
    expect(routes.add('/slow', 1000)).toBe(false);
    for (let time = 0; time < 200; time++) for (let name = 0; name < 300; name++) routes.add(`/${name}`, 5);
    expect(routes.add('/299', 50)).toBe(true);
  });
});
