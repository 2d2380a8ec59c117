import { addToContainer } from './add-to-container';
import { environment, initContainer, partNames, spoolVolume, volume } from './agent-parts';
import { type Container, chooseContainers, whyNotContainer, whyNotPod } from './choose-containers';
import type { PodTemplate } from './pod-templates';
import { ANNOTATION, type InjectRecord } from './record';
import { addItems, addPairs, type Layout, mapIn, pairOf, textIn } from './text/collections';
import type { Value } from './text/render';
import type { TextEdits } from './text/text-edits';

/** Agent to add, and containers to add it to. */
export interface Addition {
  readonly version: string;
  readonly image: string;
  readonly endpoint: string;
  /** Names of containers; empty for all. */
  readonly containers: readonly string[];
  /** True to add a volume for what cannot be sent at once. */
  readonly hasSpool: boolean;
}

/** Result for one pod template. */
export interface Outcome {
  /** Names of changed containers. */
  readonly containers: readonly string[];
  /** Sentences for the user about what was left alone, and why. */
  readonly notes: readonly string[];
}

/** Adds the agent to a pod template that does not have it. */
export function addAgent(edits: TextEdits, pod: PodTemplate, addition: Addition, layout: Layout): Outcome {
  const parts = partNames(addition.hasSpool);
  const refusal = whyNotPod(pod, parts);
  if (refusal !== undefined) return { containers: [], notes: [`left alone: ${refusal}`] };
  const judged = chooseContainers(pod, addition.containers).map(
    container => [container, whyNotContainer(container, parts)] as const,
  );
  const notes = judged.flatMap(([{ name }, why]) =>
    why === undefined ? [] : [`${name} is left alone: ${why}`],
  );
  const chosen = judged.flatMap(([container, why]) => (why === undefined ? [container] : []));
  if (chosen.length === 0) return { containers: [], notes };
  const entriesFor = ({ name }: Container) => environment(pod, name, addition);
  const changes = chosen.map(
    container =>
      [
        container.name,
        addToContainer(
          edits,
          container,
          { entries: entriesFor(container), hasSpool: addition.hasSpool },
          layout,
        ),
      ] as const,
  );
  addToPod(edits, pod, layout, {
    image: addition.image,
    volumes: [volume(), ...(addition.hasSpool ? [spoolVolume(chosen.length)] : [])],
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
  { image, volumes, record }: { image: string; volumes: readonly Value[]; record: InjectRecord },
): void {
  const isRootPod = textIn(mapIn(spec, 'securityContext'), 'runAsUser') === '0';
  // In front of the others: an init container of the app may have the agent too.
  addItems(edits, spec, 'initContainers', [initContainer(image, isRootPod)], layout, 'start');
  addItems(edits, spec, 'volumes', volumes, layout);
  const annotations = { [ANNOTATION]: JSON.stringify(record) };
  const metadata = mapIn(template, 'metadata');
  const there = metadata && mapIn(metadata, 'annotations');
  if (there !== undefined) addPairs(edits, there, annotations, layout);
  else if (metadata !== undefined) addPairs(edits, metadata, { annotations }, layout);
  else addPairs(edits, template, { metadata: { annotations } }, layout, 'start');
}

/** Keys that `--undo` removes when nothing else is left in them. */
function createdKeys({ template, spec }: PodTemplate): string[] {
  const isMissing = (map: typeof spec | undefined, key: string) =>
    map === undefined || pairOf(map, key) === undefined;
  return [
    ...['metadata'].filter(key => isMissing(template, key)),
    ...['annotations'].filter(key => isMissing(mapIn(template, 'metadata'), key)),
    ...['initContainers', 'volumes'].filter(key => isMissing(spec, key)),
  ];
}
