import { endpointFlaw } from '../../shared/config/kinds/addresses';
import { UsageError } from './usage';

/** Throws a UsageError for an image that Kubernetes would refuse. */
export function checkImage(image: string): void {
  if (!isTemplate(image) && !IMAGE.test(image))
    throw new UsageError(`--image ${image} is no image: write registry/name:tag in lower case`);
}

/** Throws a UsageError for an endpoint that the agent would refuse. `$(NAME)` is Kubernetes' to replace. */
export function checkEndpoint(endpoint: string): void {
  const flaw = isTemplate(endpoint) ? undefined : endpointFlaw(endpoint);
  if (flaw !== undefined) throw new UsageError(`--endpoint ${endpoint} ${flaw}`);
}

/** Tells whether Kubernetes, envsubst or Helm replaces parts of the text later. */
function isTemplate(text: string): boolean {
  return /\$\([\w.-]+\)|\$\{?\w+\}?|\{\{.*\}\}/.test(text);
}

/** Host and port, path, tag, digest (distribution/reference, "Grammar"). */
const IMAGE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|__?|-+|\/)[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]{32,})?$/;
