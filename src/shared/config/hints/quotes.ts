import { givenText } from '../../given-text';
import { valueInEffect } from '../messages/used-instead';
import { findSetting, standaloneRow } from '../settings';
import { type HintRule, hintAbout } from './hint';

/** Hints about quotes around a value or its entries, which a shell takes off, and `docker --env-file` does not. */
export const quoteHints: HintRule = config =>
  [...config.given].map(([name, { raw }]) => {
    const isAround = givenText(raw) !== raw.trim();
    if (!isAround && !(hasEntries(name) && /(^|[,=])\s*(["']).*\2\s*(,|$)/.test(raw))) return undefined;
    const place = isAround ? 'around it' : 'around its entries';
    return hintAbout(config, name, `has quotes ${place}; using ${valueInEffect(name, config)} without them`);
  });

/** True for kinds whose parser takes quotes off each entry. */
function hasEntries(name: string): boolean {
  const { kind } = standaloneRow(findSetting(name)!);
  return ['attributes', 'headers', 'list', 'globs', 'words', 'wordsOrSwitch', 'instrumentations'].includes(
    kind,
  );
}
