/**
 * Makes the table of what a worker thread waits for before it starts the agent (src/agent/wait/): everything that any
 * row of the catalogue is loaded for. Built-ins of rows that are off by default are left out, since most workers read
 * files: `switches` names the settings that turn such rows on, with which a worker does not wait.
 */
export function watchedByWorkers(catalogue, targets, { alsoPackages, builtins, offByDefault, spelling }) {
  const modules = row => [...targets[row.name].map(({ module }) => module), ...(row.modules ?? [])];
  const isOff = ({ name }) => offByDefault.includes(name);
  const isHeardWhenAsked = ({ channels }) => channels?.changesHost === true;
  const heard = catalogue.filter(row => row.channels !== undefined && !isHeardWhenAsked(row));
  const sorted = names => [...new Set(names)].sort();
  return {
    builtins: sorted(
      catalogue
        .filter(row => !isOff(row))
        .flatMap(modules)
        .filter(name => builtins.has(name)),
    ),
    packages: sorted([...catalogue.flatMap(modules).filter(name => !builtins.has(name)), ...alsoPackages]),
    channels: sorted([
      ...catalogue.flatMap(({ trigger }) => trigger?.channel ?? []),
      ...heard.flatMap(({ channels }) => channels.names.map(name => `tracing:${name}:start`)),
    ]),
    switches: sorted(
      catalogue
        .filter(row => isOff(row) || isHeardWhenAsked(row))
        .map(({ name }) => `OTEL_INSTRUMENTATION_${spelling(name)}_ENABLED`),
    ),
  };
}
