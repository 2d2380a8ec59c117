import { addToContainer } from './add-to-container';
import { environment, initContainer, volume } from './agent-parts';
import { type Container, chooseContainers, whyNotContainer, whyNotPod } from './choose-containers';
import type { PodTemplate } from './pod-templates';
import { ANNOTATION, type InjectRecord } from './record';
import { addItems, addPairs, type Layout, mapIn, pairOf, textIn } from './text/collections';
import type { TextEdits } from './text/text-edits';

/** What is to be added, and to what. */
export interface Addition {
  readonly version: string;
  readonly image: string;
  readonly endpoint: string;
  /** Only these containers; all when none is named. */
  readonly containers: readonly string[];
}

/** What came of one pod template. */
export interface Outcome {
  /** The containers that were changed. */
  readonly containers: readonly string[];
  /** For the user: what was left alone, and why. */
  readonly notes: readonly string[];
}

/** Adds the agent to a pod template that does not have it. */
export function addAgent(edits: TextEdits, pod: PodTemplate, addition: Addition, layout: Layout): Outcome {
  const refusal = whyNotPod(pod);
  if (refusal !== undefined) return { containers: [], notes: [`left alone: ${refusal}`] };
  const judged = chooseContainers(pod, addition.containers).map(
    container => [container, whyNotContainer(container)] as const,
  );
  const notes = judged.flatMap(([{ name }, why]) =>
    why === undefined ? [] : [`${name} is left alone: ${why}`],
  );
  const chosen = judged.flatMap(([container, why]) => (why === undefined ? [container] : []));
  if (chosen.length === 0) return { containers: [], notes };
  const entriesFor = ({ name }: Container) => environment(pod, name, addition.endpoint);
  const changes = chosen.map(
    container => [container.name, addToContainer(edits, container, entriesFor(container), layout)] as const,
  );
  addToPod(edits, pod, layout, {
    image: addition.image,
    record: {
      version: addition.version,
      created: createdKeys(pod),
      env: entriesFor(chosen[0]!).map(({ name }) => name),
      containers: Object.fromEntries(changes.map(([name, { record }]) => [name, record])),
    },
  });
  return {
    containers: chosen.map(({ name }) => name),
    notes: [...notes, ...changes.flatMap(([, change]) => change.notes)],
  };
}

function addToPod(
  edits: TextEdits,
  { template, spec }: PodTemplate,
  layout: Layout,
  { image, record }: { image: string; record: InjectRecord },
): void {
  const isRootPod = textIn(mapIn(spec, 'securityContext'), 'runAsUser') === '0';
  // First of all: an init container of the app may have the agent too.
  addItems(edits, spec, 'initContainers', [initContainer(image, isRootPod)], layout, 'start');
  addItems(edits, spec, 'volumes', [volume()], layout);
  const annotations = { [ANNOTATION]: JSON.stringify(record) };
  const metadata = mapIn(template, 'metadata');
  const there = metadata && mapIn(metadata, 'annotations');
  if (there !== undefined) addPairs(edits, there, annotations, layout);
  else if (metadata !== undefined) addPairs(edits, metadata, { annotations }, layout);
  else addPairs(edits, template, { metadata: { annotations } }, layout, 'start');
}

/** What `--undo` takes away altogether when nothing else is left in it. */
function createdKeys({ template, spec }: PodTemplate): string[] {
  const isMissing = (map: typeof spec | undefined, key: string) =>
    map === undefined || pairOf(map, key) === undefined;
  return [
    ...['metadata'].filter(key => isMissing(template, key)),
    ...['annotations'].filter(key => isMissing(mapIn(template, 'metadata'), key)),
    ...['initContainers', 'volumes'].filter(key => isMissing(spec, key)),
  ];
}
