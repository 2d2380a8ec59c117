import { existsSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { sendText } from './send';

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Sends a file of the built web viewer. Paths without an extension are places within it (`/trace/…`) and get its page.
 * False when there is no such file. Nothing outside the folder can be named.
 */
export function sendStatic(response: ServerResponse, folder: string, urlPath: string): boolean {
  const name = path.posix.normalize(`/${decoded(urlPath)}`);
  const isPlace = path.posix.extname(name) === '';
  const file = path.join(folder, isPlace ? 'index.html' : name);
  const type = TYPES[path.extname(file)];
  if (type === undefined || !isInside(folder, file)) return false;
  if (!existsSync(file) || !statSync(file).isFile()) {
    if (isPlace) sendText(response, 200, 'The web viewer is not built in. /api/traces has the traces.');
    return isPlace;
  }
  const content = contentOf(file);
  response.writeHead(200, {
    'content-type': type,
    'content-length': content.length,
    'cache-control': 'no-cache',
  });
  response.end(content);
  return true;
}

/** The files are few and small: all answers share one copy, however slowly they are read. */
const contents = new Map<string, { readonly changedMs: number; readonly content: Buffer }>();

function contentOf(file: string): Buffer {
  const changedMs = statSync(file).mtimeMs;
  const known = contents.get(file);
  if (known?.changedMs === changedMs) return known.content;
  const content = readFileSync(file);
  contents.set(file, { changedMs, content });
  return content;
}

function isInside(folder: string, file: string): boolean {
  return file.startsWith(path.resolve(folder) + path.sep);
}

function decoded(urlPath: string): string {
  try {
    return decodeURIComponent(urlPath).replaceAll('\0', '').replaceAll('\\', '/');
  } catch {
    return '/';
  }
}
