import { BOX, layOutMap } from '../../src/ui/overview/lay-out-map';

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
