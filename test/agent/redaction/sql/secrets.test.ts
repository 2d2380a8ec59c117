import {
  CQL,
  MYSQL,
  ORACLE,
  OTHER,
  POSTGRESQL,
  SQLITE,
  TRANSACT_SQL,
} from '../../../../src/agent/redaction/sql/dialects';
import { readStatement } from '../../../../src/agent/redaction/sql/read-statement';
import * as fc from '../../../fast-check';
import { brokenStatement, type DialectName, drawnStatement } from './drawn-statements';

const SECRET = 'Zq7hunter2';
const DIALECTS = { POSTGRESQL, MYSQL, SQLITE, TRANSACT_SQL, ORACLE, CQL };

describe.each(Object.keys(DIALECTS) as DialectName[])('%s', name => {
  test('no secret is in anything that is made of a statement', () => {
    fc.assert(
      fc.property(drawnStatement(name, SECRET), ({ text }) => {
        expect(JSON.stringify(readStatement(text, DIALECTS[name]))).not.toContain(SECRET);
      }),
      { numRuns: 3000 },
    );
  });

  test('names stay', () => {
    // Behind `;` there may be statements that hide all, such as SET.
    const isOrdinary = ({ text }: { text: string }) => !/["\\;]/.test(text);
    fc.assert(
      fc.property(drawnStatement(name, 'x', [' , ']).filter(isOrdinary), ({ text, names }) => {
        const shown = readStatement(`select ${text}`, DIALECTS[name]).text;
        for (const one of names) expect(shown).toContain(one);
      }),
      { numRuns: 500 },
    );
  });

  test('what is shown is shown as it is when it is read again', () => {
    fc.assert(
      fc.property(drawnStatement(name, SECRET), ({ text }) => {
        const { text: shown, summary } = readStatement(text, DIALECTS[name]);
        expect(readStatement(shown, DIALECTS[name])).toMatchObject({ text: shown });
        expect(summary ?? '').not.toMatch(/[?']/);
      }),
      { numRuns: 500 },
    );
  });

  test('a statement that is broken by its values shows none of them', () => {
    fc.assert(
      fc.property(brokenStatement(SECRET), text => {
        expect(readStatement(text, DIALECTS[name]).text).not.toContain(SECRET);
      }),
      { numRuns: 2000 },
    );
  });

  test('of a dialect that nobody knows, nothing shows either', () => {
    fc.assert(
      fc.property(drawnStatement(name, SECRET), ({ text }) => {
        expect(JSON.stringify(readStatement(text, OTHER))).not.toContain(SECRET);
      }),
      { numRuns: 1000 },
    );
  });
});
