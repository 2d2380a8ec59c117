// Cost of reading a statement, by dialect: node bench/micro/statements.mjs
// New: read for the first time; known: found again. The least of many short rounds, in nanoseconds, which a busy machine hardly changes.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const require = createRequire(import.meta.url);
const source = fileURLToPath(new URL('../../src/agent/redaction/sql/', import.meta.url));
const ROUNDS = 3000;
const CALLS = 50;

const STATEMENT =
  "select u.id, u.name, o.total, o.created_at from users u inner join orders o on o.user_id = u.id where u.mail = 'a@b.example' and o.total > 100 and o.state in ('paid', 'sent') order by o.created_at desc limit 20";

const { readStatement, statementOf, dialectOf } = await bundled();
console.log(`${STATEMENT.length} characters, ns            new   known`);
for (const system of ['postgresql', 'mysql', 'sqlite', 'mssql', 'oracle', 'cassandra', 'other']) {
  const dialect = dialectOf(system);
  const fresh = least(() => readStatement(STATEMENT, dialect));
  const known = least(() => statementOf(STATEMENT, dialect));
  console.log(`${system.padEnd(24)} ${fresh.toFixed(0).padStart(10)} ${known.toFixed(0).padStart(7)}`);
}

function least(run) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call++) run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / CALLS);
  }
  return best;
}

async function bundled() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-statements-'));
  try {
    const files = ['read-statement', 'known-statements', 'dialects'];
    const input = Object.fromEntries(files.map(name => [name, path.join(source, `${name}.ts`)]));
    const bundle = await rolldown({ input, platform: 'node', transform: { target: 'node20' } });
    await bundle.write({ dir: folder, format: 'cjs', minify: true });
    return Object.assign({}, ...files.map(name => require(path.join(folder, `${name}.js`))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
