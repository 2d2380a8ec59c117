import { BOX, layOutMap } from '../../../src/viewer/ui/overview/map/lay-out-map';
import { curveThrough, LABEL } from '../../../src/viewer/ui/overview/map/place-labels';

const edgesOf = (...arrows: string[]) =>
  arrows.map(arrow => {
    const [from, to] = arrow.split('>');
    return { from: from!, to: to! };
  });

function layOut(...arrows: string[]) {
  const edges = edgesOf(...arrows);
  return layOutMap([...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort(), edges);
}

test('who calls is left of whom it calls', () => {
  const { boxes, edges } = layOut('shop>orders', 'orders>db', 'shop>db');
  const x = (name: string) => boxes.get(name)!.x;
  expect(x('shop')).toBeLessThan(x('orders'));
  expect(x('orders')).toBeLessThan(x('db'));
  // The long edge has a place of its own in the layer that it passes.
  expect(edges.find(({ edge }) => edge.from === 'shop' && edge.to === 'db')!.points).toHaveLength(4);
});

test('calls in a circle, to oneself, and by no one', () => {
  const { boxes, edges } = layOut('a>b', 'b>c', 'c>a', 'c>c');
  expect(boxes.size).toBe(3);
  expect(edges).toHaveLength(4);
  for (const { points } of edges) for (const { x, y } of points) expect(x + y).not.toBeNaN();
  expect(layOutMap(['alone'], [])).toMatchObject({ width: BOX.width, edges: [] });
});

test('no two boxes overlap, and all are within the area', () => {
  const arrows = Array.from({ length: 60 }, (_, n) => `s${n % 9}>s${(n * 7 + 1) % 23}`);
  const { boxes, width, height } = layOut(...arrows);
  const places = [...boxes.values()];
  for (const [at, a] of places.entries()) {
    expect(a.x >= 0 && a.y >= 0 && a.x + BOX.width <= width && a.y + BOX.height <= height).toBe(true);
    for (const b of places.slice(at + 1)) {
      expect(Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height).toBe(true);
    }
  }
});

test('the same graph looks the same, in whatever order its edges come', () => {
  const one = layOut('a>b', 'a>c', 'b>d', 'c>d');
  const other = layOut('c>d', 'b>d', 'a>c', 'a>b');
  expect([...other.boxes]).toEqual([...one.boxes]);
});

test('G1: no label covers another or a box, with 3 services that call the same 4', () => {
  const services = ['alpha', 'beta', 'gamma'];
  const arrows = services.flatMap(from => ['d1', 'd2', 'd3', 'd4'].map(to => `${from}>${to}`));
  const { boxes, edges } = layOut(...arrows, 'gamma>gamma');
  const labels = edges.map(({ label }) => label).filter(({ isCrowded }) => !isCrowded);
  expect(labels.length).toBeGreaterThanOrEqual(7);
  for (const [at, a] of labels.entries()) {
    for (const b of labels.slice(at + 1))
      expect(Math.abs(a.x - b.x) >= LABEL.width || Math.abs(a.y - b.y) >= LABEL.height).toBe(true);
    for (const { x, y } of boxes.values()) {
      const isBeside = a.x + LABEL.width / 2 <= x || a.x - LABEL.width / 2 >= x + BOX.width;
      expect(isBeside || a.y + LABEL.height / 2 <= y || a.y - LABEL.height / 2 >= y + BOX.height).toBe(true);
    }
  }
});

test('G1: a service that calls itself has a loop above its box, which covers no other box', () => {
  const { boxes, edges } = layOut('shop>a-stock', 'shop>orders', 'orders>orders');
  const loop = edges.find(({ edge }) => edge.from === edge.to)!;
  const { x, y } = boxes.get('orders')!;
  expect(loop.points.map(point => point.y)).toEqual([y, y]);
  for (const point of loop.points) expect(point.x > x && point.x < x + BOX.width).toBe(true);
  expect(curveThrough(loop)).toMatch(/^M[\d.]+ [\d.]+C[\d. ]+$/);
  const above = [...boxes.values()].filter(box => box.x === x && box.y < y);
  for (const box of above) expect(y - box.y).toBeGreaterThan(BOX.height + 30);
});

test('G1: the largest part comes first, separate services after it', () => {
  const edges = edgesOf('shop>orders', 'orders>db', 'job>queue');
  const { boxes, height } = layOutMap(['a-cron', 'b-worker', 'db', 'job', 'orders', 'queue', 'shop'], edges);
  const y = (name: string) => boxes.get(name)!.y;
  for (const name of ['shop', 'orders', 'db']) expect(y(name)).toBeLessThan(y('job'));
  expect(y('queue')).toBe(y('job'));
  for (const name of ['a-cron', 'b-worker']) expect(y(name)).toBeGreaterThanOrEqual(y('job'));
  expect(boxes.get('job')!.x).toBe(0);
  expect(height).toBeGreaterThan(y('b-worker') + BOX.height);
});
