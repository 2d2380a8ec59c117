const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const HEX = /\b(?:0x[0-9a-f]+|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,})\b/gi;
const NUMBER = /\d+(?:[.,:]\d+)*/g;

/** An error message without what differs from one time to the next: ids and numbers become `#`. Of the first line, 300 characters. */
export function messagePattern(message: string): string {
  const [line = ''] = message.slice(0, 300).split('\n');
  return line.replace(UUID, '#').replace(HEX, '#').replace(NUMBER, '#').trim();
}
