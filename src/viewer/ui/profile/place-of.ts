import type { Frame } from '../../receiver/analyse/profile/function-times';

/** The whole place of a function: `file:///app/price.js:12:5`. */
export function wholePlace({ url, line, column }: Frame): string {
  return line > 0 ? `${url}:${line}:${column}` : url;
}

/** Its file with two folders, and the line: `…/shop/checkout/price.js:12`. */
export function shortPlace({ url, line }: Frame): string {
  const parts = url.replace(/^file:\/\//, '').split('/');
  const short = parts.length > 4 ? `…/${parts.slice(-3).join('/')}` : parts.join('/');
  return line > 0 ? `${short}:${line}` : short;
}

/** A stack as text, as Node prints it. */
export function stackText(stack: readonly Frame[]): string {
  return stack.map(frame => `at ${frame.name} (${wholePlace(frame)})`).join('\n');
}
