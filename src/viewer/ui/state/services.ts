import { answerTo, ask } from '../api/client';

const HUES = 12;

/** Hue number of each service, so far. */
const hues = new Map<string, number>();

/** Gives the services that there are their colours, in the order of their names: so that they are the same on every page. */
export async function colourServices(): Promise<void> {
  const { data } = await answerTo(ask.services()).catch(() => ({ data: [] }));
  for (const service of data) hueOf(service);
}

/** The class that gives a service its colour: another one for each of the first twelve. */
export function hueOf(service: string): string {
  let hue = hues.get(service);
  if (hue === undefined) {
    const taken = new Set(hues.values());
    hue = preferred(service);
    for (let step = 0; step < HUES && taken.has(hue); step++) hue = (hue + 5) % HUES;
    hues.set(service, hue);
  }
  return `hue-${hue}`;
}

function preferred(service: string): number {
  let hash = 7;
  for (const character of service) hash = (hash * 31 + character.codePointAt(0)!) >>> 0;
  return hash % HUES;
}
