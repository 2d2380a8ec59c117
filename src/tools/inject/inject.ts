import { isDeepStrictEqual } from 'node:util';
import { type Addition, addAgent, type Outcome } from './add-agent';
import { checkShapes } from './check-shapes';
import { layoutOf } from './layout';
import { ManifestError } from './manifest-error';
import { type PodTemplate, podTemplates } from './pod-templates';
import { type Manifest, type ManifestFile, readManifests } from './read-manifests';
import { readRecord } from './record';
import { removeAgent } from './remove-agent';
import { spellOutAliases } from './spell-out-aliases';
import type { Layout } from './text/collections';
import { lineBreakOf } from './text/lines';
import { TextEdits } from './text/text-edits';

/** Result for a file. */
export interface Injected {
  readonly text: string;
  /** Results for its pod templates, in the file's order. */
  readonly outcomes: readonly PodOutcome[];
  /** Number of objects in the file. */
  readonly objects: number;
}

export type PodOutcome = Outcome & { readonly pod: PodTemplate };

/**
 * Adds the agent to the pods of a file, or removes it if there is no `addition`. All other text stays as it is, to the
 * byte. A second call changes nothing. Throws a ManifestError, which calls the file `name`.
 */
export function injectManifests(text: string, name: string, addition: Addition | undefined): Injected {
  if (text.endsWith('\n')) return injectEnded(text, name, addition);
  const injected = injectEnded(text + lineBreakOf(text), name, addition);
  return { ...injected, text: injected.text.slice(0, -lineBreakOf(text).length) };
}

/** Does so for a text whose last line ends with a line break. */
function injectEnded(text: string, name: string, addition: Addition | undefined): Injected {
  const given = readManifests(text, name);
  const objects = given.manifests.length;
  const bare = editPods(given, takeAway);
  if (addition === undefined) return { text: bare.file.text, outcomes: bare.outcomes, objects };
  const { file, outcomes } = editPods(bare.file, (edits, pod, layout) =>
    addAgent(edits, pod, addition, layout),
  );
  if (!isDeepStrictEqual(valuesOf(editPods(file, takeAway).file), valuesOf(bare.file)))
    throw new ManifestError(`${name}: its layout cannot be kept while the agent is added; please report it`);
  // Equal values keep their layout.
  const isSame = isDeepStrictEqual(valuesOf(file), valuesOf(given));
  return { text: isSame ? text : file.text, outcomes, objects };
}

type EditPod = (edits: TextEdits, pod: PodTemplate, layout: Layout) => Outcome;

function takeAway(edits: TextEdits, pod: PodTemplate): Outcome {
  const record = readRecord(pod.template, `${pod.kind} ${pod.name}`);
  if (record === undefined) return { containers: [], notes: [] };
  removeAgent(edits, pod, record);
  return { containers: Object.keys(record.containers), notes: [] };
}

function editPods(given: ManifestFile, edit: EditPod): { file: ManifestFile; outcomes: PodOutcome[] } {
  const file = withoutAliases(given, edit);
  const edits = new TextEdits(file.text);
  const outcomes = file.manifests.flatMap(manifest => {
    const { root } = manifest;
    const pods = podsOf(manifest);
    const layout = layoutOf(file.text, root, pods);
    return pods.map(pod => ({ pod, ...edit(edits, pod, layout) }));
  });
  return { file: edits.isEmpty ? file : readManifests(edits.apply(), file.name), outcomes };
}

/** Reads the file and writes out aliases in documents to be edited: only then can one place change alone. */
function withoutAliases(file: ManifestFile, edit: EditPod): ManifestFile {
  const tangled = file.manifests.filter(({ hasAliases }) => hasAliases);
  if (tangled.length === 0) return file;
  const spelled = readManifests(spellOutAliases(file.text, tangled), file.name);
  const touched = file.manifests.filter(({ hasAliases }, index) => {
    const manifest = spelled.manifests[index]!;
    const { root } = manifest;
    const edits = new TextEdits(spelled.text);
    const pods = podsOf(manifest);
    for (const pod of hasAliases ? pods : []) edit(edits, pod, layoutOf(spelled.text, root, pods));
    return !edits.isEmpty;
  });
  return readManifests(spellOutAliases(file.text, touched), file.name);
}

function podsOf(manifest: Manifest): PodTemplate[] {
  const pods = podTemplates(manifest.root);
  checkShapes(manifest, pods);
  return pods;
}

function valuesOf({ manifests }: ManifestFile): unknown[] {
  return manifests.map(({ document }) => document.toJS());
}
