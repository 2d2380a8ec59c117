import http from 'node:http';

/** Asks an inspector on loopback for the address of its session; undefined if no inspector answers there. */
export function askForSession(port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const request = http.get(
      { host: '127.0.0.1', port, path: '/json/list', timeout: 1_000, agent: false },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
          if (text.length > MAX_LENGTH) request.destroy();
        });
        response.on('end', () => resolve(addressIn(text, port)));
        response.on('error', () => resolve(undefined));
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
  });
}

/** Nothing that answers at this length is an inspector. */
const MAX_LENGTH = 100_000;

function addressIn(text: string, port: number): string | undefined {
  try {
    const [first] = JSON.parse(text) as { id?: unknown; type?: unknown }[];
    return first?.type === 'node' && typeof first.id === 'string'
      ? `ws://127.0.0.1:${port}/${first.id}`
      : undefined;
  } catch {
    return undefined;
  }
}
