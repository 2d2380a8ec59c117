import { attributeOf, type SpanItem } from '../export/span-item';
import { decoded } from './decoded';

/** Value of a route's parameter: the part of `url.path` that stands in its place in `http.route`. */
export function routeParameter(span: SpanItem, name: string): string | undefined {
  const route = attributeOf(span, 'http.route');
  const path = attributeOf(span, 'url.path');
  if (typeof route !== 'string' || typeof path !== 'string') return undefined;
  for (const tokens of formsOf(route)) {
    const value = match(tokens, path, name);
    if (value !== undefined) return decoded(value);
  }
  return undefined;
}

/** Literal text of a route, or a parameter; one that `isWide` takes slashes, too. */
type Token = string | { readonly name: string; readonly isWide: boolean };
type Tokens = readonly Token[];

const forms = new Map<string, readonly Tokens[]>();
const MOST_ROUTES = 1000;

/** A route with its optional groups, `/a{/:b}`, and without them. */
function formsOf(route: string): readonly Tokens[] {
  const known = forms.get(route);
  if (known !== undefined) return known;
  const marked = route.replace(HAPI, (_, name, mark) => `${mark?.startsWith('*') ? '*' : ':'}${name}`);
  const texts = new Set([marked.replace(/[{}]/g, ''), marked.replace(/\{[^{}]*\}/g, '')]);
  const made = [...texts].map(tokensOf);
  if (forms.size >= MOST_ROUTES) forms.clear();
  forms.set(route, made);
  return made;
}

/** `{id}`, `{id?}`, `{rest*}` */
const HAPI = /\{(\w+)(\?|\*\d*)?\}/g;
/** `:id`, `:id(\\d+)`, `*rest`, `*`, `[id]`, `[...rest]` */
const PARAMETER = /:(\w+)(?:\([^()]*\))?([?+*]?)|\*(\w*)|\[(\.\.\.)?(\w+)\]/g;

function tokensOf(route: string): Tokens {
  const tokens: Token[] = [];
  let end = 0;
  for (const found of route.matchAll(PARAMETER)) {
    const [text, plain, mark, wide, dots, bracket] = found;
    if (found.index > end) tokens.push(route.slice(end, found.index).toLowerCase());
    const isWide = wide !== undefined || dots !== undefined || mark === '*' || mark === '+';
    tokens.push({ name: plain ?? bracket ?? (wide || '*'), isWide });
    end = found.index + text.length;
  }
  if (end < route.length) tokens.push(route.slice(end).toLowerCase());
  return tokens;
}

/** Walks along route and path once: each parameter ends where the literal text behind it begins. */
function match(tokens: Tokens, path: string, wanted: string): string | undefined {
  const lower = path.toLowerCase();
  let value: string | undefined;
  let at = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (typeof token === 'string') {
      const isLast = index === tokens.length - 1;
      if (!lower.startsWith(token, at) && !(isLast && `${lower.slice(at)}/` === token)) return undefined;
      at += token.length;
      continue;
    }
    const end = endOf(token.isWide, lower, at, tokens[index + 1]);
    if (end <= at && !token.isWide) return undefined;
    if (token.name === wanted) value = path.slice(at, end);
    at = end;
  }
  return at >= path.length || path.slice(at) === '/' ? value || undefined : undefined;
}

function endOf(isWide: boolean, path: string, start: number, next: Token | undefined): number {
  const slash = path.indexOf('/', start);
  const most = isWide || slash === -1 ? path.length : slash;
  if (typeof next !== 'string') return most;
  const found = path.indexOf(next, start + (isWide ? 0 : 1));
  return found === -1 ? most : Math.min(found, most);
}
