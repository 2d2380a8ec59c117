import { childrenOf } from '../../e2e/own-run';
import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { installPackages } from '../boot/guard/install-package';
import { nobody } from '../export/receivers';
import { tracedRun } from './lean/traced-run';

test.each(NODE_MAJORS)(
  'a package that is required and imported: each copy is traced, and a wrapper once, Node %i',
  async nodeMajor => {
    await nodeBinary(nodeMajor);
    const folder = await installPackages({ postgres: '3.4.9', mariadb: '3.5.4', pg: '8.23.1' });
    const args = [folder, new URL(await nobody()).port];
    const { spans } = await tracedRun({ script: 'instrument/own/both-copies.mjs', args, nodeMajor });
    const below = (name: string) =>
      childrenOf(
        spans,
        spans.find(span => span.name === name),
      ).map(span => span.name);
    expect({
      postgres: [below('postgres required'), below('postgres imported')],
      mariadb: [below('mariadb required'), below('mariadb imported')],
      pg: below('pg imported'),
    }).toEqual({
      postgres: [['SELECT'], ['SELECT']],
      mariadb: [['SELECT'], ['SELECT']],
      pg: ['pg.connect'],
    });
  },
);
