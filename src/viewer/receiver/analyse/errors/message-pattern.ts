const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const HEX = /\b(?:0x[0-9a-f]+|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,})\b/gi;
const NUMBER = /\d+(?:[.,:]\d+)*/g;

/** Turns ids and numbers of an error message into `#`, so that repeats are equal. First line only, 300 characters. */
export function messagePattern(message: string): string {
  const [line = ''] = message.slice(0, 300).split('\n');
  return line.replace(UUID, '#').replace(HEX, '#').replace(NUMBER, '#').trim();
}
