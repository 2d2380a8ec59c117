/* The --require entry. Until the guard has let the process through, nothing but these few lines runs. */
import { loadAgent } from './code-cache';
import { guard } from './guard/guard';

// `--require` runs before a worker's script is known, `--import` after.
const isPreload = module.parent != null && module.parent.id === 'internal/preload';
guard(__filename, isPreload, env => {
  const { exports, save } = loadAgent<typeof import('./start')>(__dirname, env);
  exports.start(save);
});
