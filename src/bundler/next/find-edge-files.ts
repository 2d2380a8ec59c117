import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDERS = ['app', 'pages', path.join('src', 'app'), path.join('src', 'pages')];
const MIDDLEWARE = ['middleware', path.join('src', 'middleware')];
const EXTENSIONS = /\.[jt]sx?$/;
const EDGE = /\bruntime\s*[:=]\s*['"](?:experimental-)?edge['"]/;
const NODE = /\bruntime\s*[:=]\s*['"]nodejs['"]/;

/** Finds pages and routes of an app that ask for the edge runtime, and a middleware that does not ask for Node's. */
export function findEdgeFiles(folder: string): string[] {
  const routes = FOLDERS.flatMap(place => filesIn(folder, place)).filter(file =>
    EDGE.test(read(folder, file)),
  );
  const middleware = MIDDLEWARE.flatMap(stem => ['.js', '.ts'].map(extension => stem + extension))
    .filter(file => existsSync(path.join(folder, file)))
    .filter(file => !NODE.test(read(folder, file)));
  return [...middleware, ...routes].map(file => file.split(path.sep).join('/'));
}

function filesIn(folder: string, place: string): string[] {
  if (!existsSync(path.join(folder, place))) return [];
  return readdirSync(path.join(folder, place), { recursive: true, encoding: 'utf8' })
    .filter(file => EXTENSIONS.test(file))
    .map(file => path.join(place, file));
}

function read(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}
