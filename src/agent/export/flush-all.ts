import type { Pipeline } from './pipelines/pipeline';

/** Sends what all signals hold, and waits for it no longer than this. Never rejects. */
export async function flushAll(pipelines: readonly Pipeline[], withinMs: number): Promise<void> {
  const due = pipelines.filter(one => one.hasUnsent() || one.hasUncollected?.() === true);
  await Promise.all(due.map(one => one.flush(withinMs)));
}
