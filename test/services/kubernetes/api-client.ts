import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** An object as it is sent. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

/** Answer of the API server. */
export interface Answer {
  readonly status: number;
  /** The object as it is stored, or a Status with a message. */
  readonly body: { readonly message?: string; readonly [key: string]: unknown };
  readonly warnings: readonly string[];
}

export interface ApiClient {
  /** Server-side apply, as of `kubectl apply --server-side`; unknown and double fields are errors. */
  apply(object: KubernetesObject): Promise<Answer>;
}

const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

/** A client of the API server that writes its certificate into `folder`; resolves when the server says that it is ready. */
export async function connect(server: { port: number; token: string; folder: string }): Promise<ApiClient> {
  const call = callerOf(server);
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while ((await call('GET', '/readyz')).status !== 200) {
    if (Date.now() > deadline) throw new Error('kube-apiserver is not ready');
    await delay(POLL_MS);
  }
  return {
    async apply(object) {
      const url = await urlOf(call, object);
      const query = 'fieldManager=tests&force=true&fieldValidation=Strict';
      return call('PATCH', `${url}?${query}`, object);
    },
  };
}

type Call = (method: string, url: string, object?: object) => Promise<Answer>;

function callerOf({ port, token, folder }: { port: number; token: string; folder: string }): Call {
  const ca = readFileSync(path.join(folder, 'certificates', 'apiserver.crt'));
  return (method, url, object) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        // JSON is YAML.
        ...(object && { 'content-type': 'application/apply-patch+yaml' }),
      };
      const outgoing = request(
        { host: '127.0.0.1', port, ca, method, path: url, headers },
        async response => {
          const text = (await response.setEncoding('utf8').toArray()).join('');
          const warnings = [response.headers.warning ?? []].flat();
          resolve({
            status: response.statusCode!,
            body: text.startsWith('{') ? JSON.parse(text) : {},
            warnings,
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(object && JSON.stringify(object));
    });
}

/** Finds the URL of an object of this kind; a kind that was defined a moment ago may take a moment to be known. */
async function urlOf(call: Call, { apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const { status, body } = await call('GET', root);
    const resources = (body.resources ?? []) as { name: string; kind: string; namespaced: boolean }[];
    const resource = resources.find(each => each.kind === kind && !each.name.includes('/'));
    if (resource !== undefined) {
      const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
      return `${root}${scope}/${resource.name}/${metadata.name}`;
    }
    if (Date.now() > deadline)
      throw new Error(`the API server knows no ${kind} in ${apiVersion}: ${status} ${body.message}`);
    await delay(POLL_MS);
  }
}
