// For a Node.js that does not strip types itself: writes inventory/server.generated.js.
import { readFileSync, writeFileSync } from 'node:fs';
import { transform } from 'sucrase';

const source = readFileSync(new URL('inventory/server.ts', import.meta.url), 'utf8');
const { code } = transform(source, { transforms: ['typescript'], disableESTransforms: true });
writeFileSync(new URL('inventory/server.generated.js', import.meta.url), code);
