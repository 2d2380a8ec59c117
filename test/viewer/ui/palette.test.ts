import { readFileSync } from 'node:fs';
import path from 'node:path';

const BASE = path.join(__dirname, '..', '..', '..', 'src', 'viewer', 'ui', 'styles', '10-base.css');

/** The two colours of a variable: light, dark. */
function coloursOf(variable: string): [string, string] {
  const [, light, dark] = new RegExp(`${variable}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(
    readFileSync(BASE, 'utf8'),
  )!;
  return [light!, dark!];
}

/** Hue in degrees and chroma of a colour in Oklch (bottosson.github.io/posts/oklab). */
function hueOf(colour: string): { hue: number; chroma: number } {
  const [r, g, b] = [1, 3, 5].map(at => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const x = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const y = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { hue: (Math.atan2(y, x) * 180) / Math.PI, chroma: Math.hypot(x, y) };
}

test.each(Array.from({ length: 12 }, (_, hue) => [`--hue-${hue}`]))(
  'G4: red is kept for errors: %s is no red, in the light and in the dark',
  variable => {
    const errors = coloursOf('--bad');
    coloursOf(variable).forEach((colour, theme) => {
      const { hue, chroma } = hueOf(colour);
      const apart = Math.abs(((hue - hueOf(errors[theme]!).hue + 540) % 360) - 180);
      expect(chroma < 0.05 || apart > 30).toBe(true);
    });
  },
);
