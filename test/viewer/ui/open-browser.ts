import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { chromiumRequirement } from '../../services/chromium/chromium-requirement';
import { logToStderr } from '../../services/obtain/log-to-stderr';
import { obtain } from '../../services/obtain/obtain';

/** A real browser with one page. `complaints` has its errors, warnings and requests to other hosts. */
export interface Browser {
  readonly page: Page;
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface BrowserOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Colour schemes and widths, in pixels, in which a page has to fit: telephone, tablet and desktop. */
export const LOOKS = [
  ['light', 390],
  ['dark', 390],
  ['light', 768],
  ['dark', 1440],
] as const;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium headless with an empty profile; requests to anything but this machine are refused and complained of. */
export async function openBrowser({
  colorScheme = 'light',
  width = 1440,
  height = 900,
}: BrowserOptions = {}): Promise<Browser> {
  const profile = mkdtempSync(path.join(tmpdir(), 'viewer-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await chromiumProgram(),
    headless: true,
    args: FLAGS,
    viewport: { width, height },
    colorScheme,
    timezoneId: 'UTC',
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('request', request => {
    const { protocol, hostname } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'data:' && protocol !== 'blob:')
      complaints.push(`asked for ${request.url()}`);
  });
  return {
    page,
    complaints,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function chromiumProgram(): Promise<string> {
  const source = (await obtain([chromiumRequirement], logToStderr)).get('chromium')!;
  if (source.way !== 'programs') throw new Error('Chromium has to be on this machine');
  return source.programs.chromium!;
}
