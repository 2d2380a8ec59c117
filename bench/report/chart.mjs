const WIDTH = 860;
const LABEL_WIDTH = 150;
const VALUE_WIDTH = 70;
const ROW = 24;
const BAR = 15;
const PANEL_HEAD = 40;

/**
 * Bars of several panels below each other as an SVG picture, for light and dark pages alike.
 * @param {{ title: string, unit: string, bars: { name: string, value: number, isOurs: boolean }[] }[]} panels
 */
export function barChart(panels) {
  const tops = panels.map((_, index) => sum(panels.slice(0, index).map(heightOf)));
  const height = sum(panels.map(heightOf)) + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(panels.map(({ title }) => title).join('; '))}">`,
    STYLE,
    ...panels.map((panel, index) => drawPanel(panel, tops[index])),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `<style>
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; }
.peer { fill: #8c959f; }
.ours { fill: #1a7f37; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .peer { fill: #6e7681; }
  .ours { fill: #3fb950; }
}
</style>`;

function heightOf({ bars }) {
  return PANEL_HEAD + bars.length * ROW;
}

function drawPanel({ title, unit, bars }, top) {
  const longest = Math.max(...bars.map(({ value }) => value), 0);
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / longest;
  const rows = bars.map((bar, index) => drawBar(bar, { unit, scale, y: top + PANEL_HEAD + index * ROW }));
  return [`<text class="title" x="0" y="${top + 25}">${escapeText(title)}</text>`, ...rows].join('\n');
}

function drawBar({ name, value, isOurs }, { unit, scale, y }) {
  const width = Math.max(1, value * scale);
  const middle = y + BAR - 3;
  return [
    `<text x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end"${isOurs ? ' class="title"' : ''}>${escapeText(name)}</text>`,
    `<rect class="${isOurs ? 'ours' : 'peer'}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${middle}">${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}</text>`,
  ].join('\n');
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function escapeText(text) {
  return text.replace(/[<>&"]/g, sign => `&#${sign.charCodeAt(0)};`);
}
