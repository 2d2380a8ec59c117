import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Fault {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Lets axe look at the page as it is, and fails for every fault that it calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger: the page's content security policy lets no other script in.
  await page.evaluate(AXE);
  const faults = (await page.evaluate('axe.run(document).then(({ violations }) => violations)')) as Fault[];
  const serious = faults.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.slice(0, 3).map(node => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    })),
  ).toEqual([]);
}
